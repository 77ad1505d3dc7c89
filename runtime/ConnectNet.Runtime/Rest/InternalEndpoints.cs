using ConnectNet.Runtime.Cluster;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>What workers ask of their leader: known by signature, which the herder checks over the raw body.</summary>
internal sealed class InternalEndpoints(Herder herder, LeaderForwarding forwarding)
{
    public void Map(RestRoutes routes)
    {
        routes.Map("POST", "/connectors/{connector}/tasks", PutTasksAsync, EndpointTraits.Internal,
            new("For other workers: task configurations of a connector")
            {
                Body = ApiSchema.TaskConfigs,
                Answers = [(204, null)],
            });
        routes.Map("PUT", "/connectors/{connector}/fence", FenceAsync, EndpointTraits.Internal,
            EndpointDocs.Does(204, "For other workers: fences earlier tasks of an exactly-once source"));
    }

    private async Task PutTasksAsync(RestCall call)
    {
        var name = call.Connector;
        var body = await call.RawBodyAsync().ConfigureAwait(false);
        var configs = RequestBodies.TaskConfigs(body);
        var signature = Signature(call, body);
        await forwarding.RunAsync(
            call,
            deadline => herder.PutTaskConfigsAsync(name, configs, signature, deadline),
            new ForwardedRequest(HttpMethod.Post, ["connectors", name, "tasks"], body)).ConfigureAwait(false);
        call.Respond(StatusCodes.Status204NoContent);
    }

    private async Task FenceAsync(RestCall call)
    {
        var name = call.Connector;
        var signature = Signature(call, await call.RawBodyAsync().ConfigureAwait(false));
        await forwarding.RunAsync(
            call,
            deadline => herder.FenceZombiesAsync(name, signature, deadline),
            new ForwardedRequest(HttpMethod.Put, ["connectors", name, "fence"])).ConfigureAwait(false);
        call.Respond(StatusCodes.Status204NoContent);
    }

    private static InternalRequestSignature Signature(RestCall call, byte[] body)
    {
        var headers = call.Http.Request.Headers;
        return new InternalRequestSignature(
            body, Value(InternalRequestSignature.AlgorithmHeader), Value(InternalRequestSignature.SignatureHeader));

        string? Value(string header) => headers.TryGetValue(header, out var value) ? value.ToString() : null;
    }
}

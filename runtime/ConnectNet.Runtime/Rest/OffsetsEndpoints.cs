using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Json;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>Reading and, for stopped connectors, changing offsets.</summary>
internal sealed class OffsetsEndpoints(Herder herder, LeaderForwarding forwarding)
{
    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/connectors/{connector}/offsets", ReadAsync,
            EndpointDocs.Gives(ApiSchema.Offsets, "Committed offsets of a connector"));
        routes.Map("PATCH", "/connectors/{connector}/offsets", AlterAsync,
            new("Changes offsets of a stopped connector; null removes one")
            {
                Body = ApiSchema.Offsets,
                Answers = [(200, ApiSchema.Message)],
            });
        routes.Map("DELETE", "/connectors/{connector}/offsets", ResetAsync,
            EndpointDocs.Gives(ApiSchema.Message, "Removes all offsets of a stopped connector"));
    }

    private async Task ReadAsync(RestCall call)
    {
        var offsets = await herder.ConnectorOffsetsAsync(call.Connector, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, offsets, RestJson.WriteOffsets).ConfigureAwait(false);
    }

    private async Task AlterAsync(RestCall call)
    {
        var name = call.Connector;
        var offsets = await RequestBodies.OffsetsAsync(call).ConfigureAwait(false);
        if (offsets is null or [])
        {
            throw new BadRequestException("Partitions / offsets need to be provided for an alter offsets request");
        }

        var outcome = await forwarding.RunAsync(
            call,
            deadline => herder.AlterConnectorOffsetsAsync(name, offsets, deadline),
            Forwarded(HttpMethod.Patch, name) with { Body = JavaJson.Write(offsets, RestJson.WriteOffsets) }).ConfigureAwait(false);
        await RespondAsync(call, outcome).ConfigureAwait(false);
    }

    private async Task ResetAsync(RestCall call)
    {
        var name = call.Connector;
        var outcome = await forwarding.RunAsync(
            call, deadline => herder.ResetConnectorOffsetsAsync(name, deadline), Forwarded(HttpMethod.Delete, name)).ConfigureAwait(false);
        await RespondAsync(call, outcome).ConfigureAwait(false);
    }

    private static ForwardedRequest Forwarded(HttpMethod method, string connector) => new(method, ["connectors", connector, "offsets"]);

    private static Task RespondAsync(RestCall call, Outcome<string> outcome) => outcome.Remote is { } remote
        ? call.RespondAsync(StatusCodes.Status200OK, remote.Body ?? [])
        : call.RespondAsync(StatusCodes.Status200OK, outcome.Local!, RestJson.WriteMessage);
}

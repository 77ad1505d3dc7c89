using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>An extension with endpoints of its own, some where the worker has one, and a filter. Tells a file when it is closed.</summary>
public sealed class TeamExtension : ConnectRestExtension
{
    private string? _closed;

    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        _closed = config.GetValueOrDefault("team.closed.file");
        if (config.GetValueOrDefault("team.problem") is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }

    public override void Register(IConnectRestExtensionContext context)
    {
        var cluster = context.ClusterState;
        var endpoints = context.Endpoints;
        endpoints.MapGet("/team/connectors", (CancellationToken token) => cluster.ConnectorsAsync(token).AsTask());
        endpoints.MapGet("/team/health/{name}", (string name, CancellationToken token) => cluster.ConnectorHealthAsync(name, token).AsTask());
        endpoints.MapGet("/team/config/{name}", (string name, CancellationToken token) => cluster.ConnectorConfigAsync(name, token).AsTask());
        endpoints.MapGet("/team/cluster", () => cluster.KafkaClusterId);
        endpoints.MapGet("/team/throw", string () => throw new ConnectException("boom"));
        endpoints.MapPost("/team/echo", (Dictionary<string, string> body) => body);
        endpoints.MapGet("/connectors", () => "mine");
        endpoints.MapGet("/connectors/special", () => "special");
        endpoints.MapPatch("/connectors", () => "patched");
        context.AddFilter(async (http, next) =>
        {
            if (http.Request.Headers.ContainsKey("X-Refuse"))
            {
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                await http.Response.WriteAsync("refused");
                return;
            }

            http.Response.Headers["X-Team"] = "ads";
            await next();
        });
    }

    public override ValueTask CloseAsync()
    {
        if (_closed is not null)
        {
            File.AppendAllText(_closed, "closed\n");
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>An extension whose route the worker's router cannot take.</summary>
public sealed class CatchAllExtension : ConnectRestExtension
{
    public override void Register(IConnectRestExtensionContext context) => context.Endpoints.MapGet("/files/{*path}", (string path) => path);
}

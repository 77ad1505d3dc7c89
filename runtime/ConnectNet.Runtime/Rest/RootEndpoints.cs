using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Metrics;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary><c>/</c> and <c>/health</c>.</summary>
internal sealed class RootEndpoints(Herder herder)
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(10);

    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/", RootAsync, EndpointTraits.None,
            EndpointDocs.Gives(ApiSchema.ServerInfo, "Release, commit and Kafka cluster of the worker"));
        routes.Map("GET", "/health", HealthAsync, EndpointTraits.None,
            EndpointDocs.Gives(ApiSchema.Health, "Whether the worker serves requests; 503 while it starts, 500 when it does not"));
    }

    private Task RootAsync(RestCall call) => call.RespondAsync(StatusCodes.Status200OK, herder.KafkaClusterId, static (writer, clusterId) =>
    {
        writer.WriteStartObject();
        writer.WriteString("version", AppInfo.KafkaRelease);
        writer.WriteString("commit", AppInfo.Commit);
        writer.WriteString("kafka_cluster_id", clusterId);
        writer.WriteEndObject();
    });

    private async Task HealthAsync(RestCall call)
    {
        var (code, status, message) = (200, "healthy", "Worker has completed startup and is ready to handle requests.");
        using var limit = call.DeadlineAfter(HealthLimit);
        try
        {
            await herder.HealthCheckAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            (code, status, message) = herder.IsReady
                ? (500, "unhealthy", "Worker was unable to handle this request and may be unable to handle other requests.")
                : (503, "starting", "Worker is still starting up.");
            if (e is RequestTimeoutException { Stage: { } stage })
            {
                message += $" {stage.Summary}.";
            }
        }

        await call.RespondAsync(code, (status, message), WriteHealth).ConfigureAwait(false);
    }

    private static void WriteHealth(Utf8JsonWriter writer, (string Status, string Message) health)
    {
        writer.WriteStartObject();
        writer.WriteString("status", health.Status);
        writer.WriteString("message", health.Message);
        writer.WriteEndObject();
    }
}

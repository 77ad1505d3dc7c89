using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>The topics a connector was seen to use.</summary>
internal sealed class TopicsEndpoints(Herder herder, WorkerConfig config)
{
    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/connectors/{connector}/topics", TopicsAsync,
            EndpointDocs.Gives(ApiSchema.Topics, "Topics that a connector was seen to use"));
        routes.Map("PUT", "/connectors/{connector}/topics/reset", ResetAsync,
            EndpointDocs.Does(202, "Forgets the topics that a connector was seen to use"));
    }

    private Task TopicsAsync(RestCall call)
    {
        EnsureTracked();
        return call.RespondAsync(StatusCodes.Status200OK, herder.ConnectorActiveTopics(call.Connector), static (writer, active) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject(active.Connector);
            writer.WritePropertyName("topics");
            RestJson.WriteNames(writer, active.Topics);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private Task ResetAsync(RestCall call)
    {
        EnsureTracked();
        if (!config.TopicTrackingResetAllowed)
        {
            throw new RestRequestException(403, 403, "Topic tracking reset is disabled.");
        }

        herder.ResetConnectorActiveTopics(call.Connector);
        call.Respond(StatusCodes.Status202Accepted);
        return Task.CompletedTask;
    }

    private void EnsureTracked()
    {
        if (!config.TopicTrackingEnabled)
        {
            throw new RestRequestException(403, 403, "Topic tracking is disabled.");
        }
    }
}

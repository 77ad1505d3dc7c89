using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>All endpoints of a worker, in the order of Java's resources: the table of contents of the REST interface.</summary>
internal static class RestApi
{
    public static void Map(RestRoutes routes, RestParts parts)
    {
        var forwarding = new LeaderForwarding(parts.LeaderClient, parts.Loggers.CreateLogger<LeaderForwarding>());
        new RootEndpoints(parts.Herder).Map(routes);
        new ConnectorsEndpoints(parts.Herder, forwarding, parts.Loggers.CreateLogger<ConnectorsEndpoints>()).Map(routes);
        new StateEndpoints(parts.Herder, forwarding).Map(routes);
        new TopicsEndpoints(parts.Herder, parts.Config).Map(routes);
        new OffsetsEndpoints(parts.Herder, forwarding).Map(routes);
        new InternalEndpoints(parts.Herder, forwarding).Map(routes);
        new PluginsEndpoints(parts.Herder, parts.Plugins).Map(routes);
        new LoggersEndpoints(parts.Herder, parts.LoggerLevels, parts.Loggers.CreateLogger<LoggersEndpoints>()).Map(routes);
        new MetricsEndpoint(parts.Metrics).Map(routes);
        new OpenApiEndpoint(routes).Map();
    }
}

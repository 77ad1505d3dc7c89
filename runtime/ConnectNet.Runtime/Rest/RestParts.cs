using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>What the endpoints talk to.</summary>
/// <param name="Herder">Runs the connectors.</param>
/// <param name="Config">The worker's configuration.</param>
/// <param name="Plugins">Installed plug-ins.</param>
/// <param name="LeaderClient">Reaches other workers.</param>
/// <param name="LoggerLevels">Levels of the loggers.</param>
/// <param name="Metrics">Writes the metrics.</param>
/// <param name="Loggers">For the endpoints' own log lines.</param>
internal sealed record RestParts(
    Herder Herder,
    WorkerConfig Config,
    PluginCatalog Plugins,
    LeaderClient LeaderClient,
    LoggerLevels LoggerLevels,
    ConnectMetrics Metrics,
    ILoggerFactory Loggers);

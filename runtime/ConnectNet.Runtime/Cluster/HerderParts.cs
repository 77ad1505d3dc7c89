using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a herder of either mode is made of. The herder starts and stops the stores and the worker; the host owns the rest.</summary>
internal sealed record HerderParts
{
    /// <summary><c>host:port</c>.</summary>
    public required string WorkerId { get; init; }

    public required string? KafkaClusterId { get; init; }

    public required Worker Worker { get; init; }

    public required ConfigStore Configs { get; init; }

    public required StatusStore Statuses { get; init; }

    public required OffsetStore Offsets { get; init; }

    /// <summary>Resolves references in connector configs.</summary>
    public required ConfigVariables Variables { get; init; }

    public required ConnectorValidator Validator { get; init; }

    public required PluginCatalog Plugins { get; init; }

    public required ConnectMetrics Metrics { get; init; }

    /// <summary>Sets the level of a logger of this worker: name and level as typed by an operator.</summary>
    public required Action<string, string> SetLoggerLevel { get; init; }

    /// <summary>The text of a trace in a status.</summary>
    public required Func<Exception, string> Trace { get; init; }

    /// <summary>Whether the topics of connectors are recorded.</summary>
    public required bool TrackTopics { get; init; }

    /// <summary>The worker's <c>task.restart.*</c> keys as given, which connectors may override.</summary>
    public IReadOnlyDictionary<string, string?> TaskRestartDefaults { get; init; } = new Dictionary<string, string?>();

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Stands in front of what the herder logs; empty for a worker by itself.</summary>
    public string LogPrefix { get; init; } = "";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A logger for a part of the herder.</summary>
    public ILogger LoggerOf<T>() => LogPrefix.Length == 0 ? Loggers.CreateLogger<T>() : new PrefixedLogger(Loggers.CreateLogger<T>(), LogPrefix);
}

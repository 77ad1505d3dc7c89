using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a worker is made of. The parts belong to the host, which starts and stops them.</summary>
internal sealed record WorkerParts
{
    /// <summary><c>host:port</c>.</summary>
    public required string WorkerId { get; init; }

    public required WorkerConfig Config { get; init; }

    public required PluginCatalog Plugins { get; init; }

    /// <summary>Which keys of their clients connectors may override.</summary>
    public required ClientOverridePolicy OverridePolicy { get; init; }

    public string? KafkaClusterId { get; init; }

    public required KafkaClients Clients { get; init; }

    /// <summary>The worker's store of source offsets.</summary>
    public required OffsetStore Offsets { get; init; }

    public required ConnectMetrics Metrics { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What every task is made of. The task owns error handler and scope; the worker's entry of the task owns the metrics.</summary>
internal sealed record TaskParts
{
    public required ConnectorTaskId Id { get; init; }

    /// <summary>The task's config, resolved.</summary>
    public required IReadOnlyDictionary<string, string?> Config { get; init; }

    public required TargetState InitialState { get; init; }

    /// <summary>Version of the task's class.</summary>
    public required string? Version { get; init; }

    public required WorkerEvents Events { get; init; }

    public required TaskMetrics Metrics { get; init; }

    public required ErrorHandler Errors { get; init; }

    public required RecordPipeline Pipeline { get; init; }

    public required TaskScope Scope { get; init; }

    public required TaskTiming Timing { get; init; }

    public required ILogger Logger { get; init; }
}

/// <summary>When offsets are committed, and the clock.</summary>
/// <param name="FlushInterval"><c>offset.flush.interval.ms</c>.</param>
/// <param name="FlushTimeout"><c>offset.flush.timeout.ms</c>.</param>
/// <param name="Time">The clock.</param>
internal sealed record TaskTiming(TimeSpan FlushInterval, TimeSpan FlushTimeout, TimeProvider Time);

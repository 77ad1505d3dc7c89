using ConnectNet.Sdk.Connectors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Sdk.Testing;

/// <summary>How a harness runs a connector and one of its tasks.</summary>
/// <typeparam name="TTask"><see cref="SourceTask"/> or <see cref="SinkTask"/>.</typeparam>
public abstract record HarnessOptions<TTask>
    where TTask : ConnectorTask
{
    /// <summary>
    /// Makes the task, for one that takes a clock or a client of the test's; null makes one of the connector's <see cref="Connector.TaskClass"/> as the
    /// worker does.
    /// </summary>
    public Func<TTask>? CreateTask { get; init; }

    /// <summary>How many tasks the connector may make.</summary>
    public int MaxTasks { get; init; } = 1;

    /// <summary>Which of the task configs runs, from 0.</summary>
    public int TaskIndex { get; init; }

    /// <summary>Takes what connector and task log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How long one call into the plug-in, or a wait for records, may take before it fails with <see cref="TimeoutException"/>.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How <see cref="SourceHarness"/> runs a connector.</summary>
public sealed record SourceHarnessOptions : HarnessOptions<SourceTask>
{
    /// <summary>The stored offsets to begin with; a harness given those of another goes on where that one has stopped.</summary>
    public MemoryOffsets Offsets { get; init; } = new();
}

/// <summary>What becomes of a record that a sink task reports.</summary>
public enum ErrantRecords
{
    /// <summary>Collected in <see cref="SinkHarness.Reported"/>, as with <c>errors.tolerance=all</c> and a dead-letter queue.</summary>
    Collected,

    /// <summary>The report throws, as with <c>errors.tolerance=none</c>.</summary>
    Refused,

    /// <summary><see cref="ISinkTaskContext.ErrantRecords"/> is null, as with a worker where nothing is configured.</summary>
    NotConfigured,
}

/// <summary>How <see cref="SinkHarness"/> runs a connector.</summary>
public sealed record SinkHarnessOptions : HarnessOptions<SinkTask>
{
    /// <summary>What becomes of records that the task reports.</summary>
    public ErrantRecords ErrantRecords { get; init; } = ErrantRecords.Collected;
}

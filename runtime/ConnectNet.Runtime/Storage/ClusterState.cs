using System.Collections.Immutable;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// What the config topic says, up to an offset: an immutable snapshot, replaced whole by the store and free to be kept and read by any
/// thread. Configurations are raw: references such as <c>${env:X}</c> are not resolved.
/// </summary>
internal sealed record ClusterState
{
    /// <summary>A topic without records.</summary>
    public static readonly ClusterState Empty = new();

    /// <summary>Offset after the last record read, or -1 when there was none. Group members compare this number.</summary>
    public long Offset { get; init; } = -1;

    public SessionKey? SessionKey { get; init; }

    public ImmutableDictionary<string, IReadOnlyDictionary<string, string?>> ConnectorConfigs { get; init; } =
        ImmutableDictionary<string, IReadOnlyDictionary<string, string?>>.Empty;

    public ImmutableDictionary<string, TargetState> TargetStates { get; init; } = ImmutableDictionary<string, TargetState>.Empty;

    public ImmutableDictionary<string, int> TaskCounts { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableDictionary<ConnectorTaskId, IReadOnlyDictionary<string, string?>> TaskConfigs { get; init; } =
        ImmutableDictionary<ConnectorTaskId, IReadOnlyDictionary<string, string?>>.Empty;

    /// <summary>The connector config in effect when the task configs were last committed.</summary>
    public ImmutableDictionary<string, IReadOnlyDictionary<string, string?>> AppliedConnectorConfigs { get; init; } =
        ImmutableDictionary<string, IReadOnlyDictionary<string, string?>>.Empty;

    /// <summary>How many transactional ids the tasks of the last fenced generation used.</summary>
    public ImmutableDictionary<string, int> TaskCountRecords { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableDictionary<string, int> TaskConfigGenerations { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Connectors with newer task configs than their last fencing.</summary>
    public ImmutableHashSet<string> PendingFencing { get; init; } = [];

    /// <summary>Connectors whose last commit lacked task configs; they show no tasks until the next good commit.</summary>
    public ImmutableHashSet<string> Inconsistent { get; init; } = [];

    public IEnumerable<string> Connectors => ConnectorConfigs.Keys;

    public bool Contains(string connector) => ConnectorConfigs.ContainsKey(connector);

    /// <summary>The raw config, or null for an unknown connector.</summary>
    public IReadOnlyDictionary<string, string?>? ConnectorConfig(string connector) => ConnectorConfigs.GetValueOrDefault(connector);

    /// <summary>The raw config at the last task commit, or null.</summary>
    public IReadOnlyDictionary<string, string?>? AppliedConnectorConfig(string connector) =>
        AppliedConnectorConfigs.GetValueOrDefault(connector);

    /// <summary>The wanted state; STARTED where none was written, null for an unknown connector.</summary>
    public TargetState? TargetStateOf(string connector) =>
        TargetStates.TryGetValue(connector, out var state) ? state : Contains(connector) ? TargetState.Started : null;

    /// <summary>The raw config of a task, or null.</summary>
    public IReadOnlyDictionary<string, string?>? TaskConfig(ConnectorTaskId task) => TaskConfigs.GetValueOrDefault(task);

    /// <summary>Number of tasks of the last commit, 0 for an unknown connector.</summary>
    public int TaskCount(string connector) => TaskCounts.GetValueOrDefault(connector);

    /// <summary>The tasks of a connector in order; empty while it is inconsistent.</summary>
    public IReadOnlyList<ConnectorTaskId> Tasks(string connector) =>
        Inconsistent.Contains(connector) ? [] : [.. Enumerable.Range(0, TaskCount(connector)).Select(task => new ConnectorTaskId(connector, task))];

    public bool IsPendingFencing(string connector) => PendingFencing.Contains(connector);

    public int? TaskCountRecord(string connector) => TaskCountRecords.TryGetValue(connector, out var count) ? count : null;

    public int? TaskConfigGeneration(string connector) =>
        TaskConfigGenerations.TryGetValue(connector, out var generation) ? generation : null;
}

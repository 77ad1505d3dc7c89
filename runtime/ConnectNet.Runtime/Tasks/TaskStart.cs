using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What is needed to start a task. Configs are resolved.</summary>
internal sealed record TaskStart
{
    public required ConnectorTaskId Id { get; init; }

    public required IReadOnlyDictionary<string, string?> ConnectorConfig { get; init; }

    public required IReadOnlyDictionary<string, string?> TaskConfig { get; init; }

    /// <summary>The connector's target state: STARTED or PAUSED.</summary>
    public required TargetState InitialState { get; init; }

    /// <summary>Watches over the generations of an exactly-once source's tasks; null where nobody does.</summary>
    public TaskFencing? Fencing { get; init; }

    /// <summary>How many tasks the connector's stored configs have.</summary>
    public required int TaskCount { get; init; }
}

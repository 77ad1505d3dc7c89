using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What both kinds of herders answer from the stores alone, without waiting for anything. Thread-safe.</summary>
/// <param name="parts">The stores.</param>
/// <param name="hashOrder">Configs are shown in Java's hash order; else as submitted, as standalone workers do.</param>
internal sealed class ClusterView(HerderParts parts, bool hashOrder)
{
    /// <summary>A connector in a snapshot, or null.</summary>
    public ConnectorInfo? Info(ClusterState state, string connector) => state.ConnectorConfig(connector) is { } config
        ? new ConnectorInfo(connector, Ordered(config), state.Tasks(connector), TypeOf(config))
        : null;

    public IReadOnlyList<TaskInfo> Tasks(ClusterState state, string connector) =>
    [
        .. Enumerable.Range(0, state.TaskCount(connector)).Select(task => new ConnectorTaskId(connector, task))
            .Select(id => new TaskInfo(id, Ordered(state.TaskConfig(id) ?? new Dictionary<string, string?>()))),
    ];

    public ConnectorType TypeOf(IReadOnlyDictionary<string, string?>? config)
    {
        if (config?.GetValueOrDefault("connector.class") is null)
        {
            return ConnectorType.Unknown;
        }

        try
        {
            return parts.Worker.IsSinkConnector(config) ? ConnectorType.Sink : ConnectorType.Source;
        }
        catch (KafkaException)
        {
            return ConnectorType.Unknown;
        }
    }

    public ConnectorStateInfo ConnectorStatus(string connector) =>
        FindStatus(connector) ?? throw new NotFoundException("No status found for connector " + connector);

    /// <summary>The states of a connector and its tasks, or null when there is none of the connector.</summary>
    public ConnectorStateInfo? FindStatus(string connector) => parts.Statuses.Get(connector) is { } status
        ? new ConnectorStateInfo(
            connector,
            status,
            [.. parts.Statuses.GetAll(connector).OrderBy(task => task.Id.Task)],
            TypeOf(parts.Configs.Snapshot().ConnectorConfig(connector)))
        : null;

    public TaskStatus TaskStatus(ConnectorTaskId task) =>
        parts.Statuses.Get(task) ?? throw new NotFoundException("No status found for task " + task);

    public ActiveTopics ActiveTopics(string connector) =>
        new(connector, [.. parts.Statuses.GetAllTopics(connector).Select(status => status.Topic)]);

    public void ForgetTopics(string connector)
    {
        foreach (var status in parts.Statuses.GetAllTopics(connector).ToList())
        {
            parts.Statuses.DeleteTopic(status.Connector, status.Topic);
        }
    }

    /// <summary>Writes a target state for a known connector.</summary>
    public void PutTargetState(string connector, TargetState state)
    {
        if (!parts.Configs.Contains(connector))
        {
            throw new NotFoundException("Unknown connector " + connector);
        }

        parts.Configs.PutTargetState(connector, state);
    }

    public IReadOnlyDictionary<string, string?> Ordered(IReadOnlyDictionary<string, string?> config) =>
        hashOrder ? new OrderedDictionary<string, string?>(JavaOrder.HashOrder(config), StringComparer.Ordinal) : config;
}

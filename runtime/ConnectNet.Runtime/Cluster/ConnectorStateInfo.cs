using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>The states of a connector and its tasks as the status store knows them.</summary>
/// <param name="Name">Name of the connector.</param>
/// <param name="Connector">State of the connector.</param>
/// <param name="Tasks">States of the tasks by number.</param>
/// <param name="Type">What its class is.</param>
internal sealed record ConnectorStateInfo(
    string Name, ConnectorStatus Connector, IReadOnlyList<TaskStatus> Tasks, ConnectorType Type);

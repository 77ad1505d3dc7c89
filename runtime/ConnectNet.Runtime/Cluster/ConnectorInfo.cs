using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A connector as REST shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Config">Its raw config in the order of Java's answer.</param>
/// <param name="Tasks">Its tasks by number; empty while nothing is known of them.</param>
/// <param name="Type">What its class is.</param>
internal sealed record ConnectorInfo(
    string Name, IReadOnlyDictionary<string, string?> Config, IReadOnlyList<ConnectorTaskId> Tasks, ConnectorType Type);

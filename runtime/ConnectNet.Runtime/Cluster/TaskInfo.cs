using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A task and its raw config in the order of Java's answer.</summary>
internal sealed record TaskInfo(ConnectorTaskId Id, IReadOnlyDictionary<string, string?> Config);

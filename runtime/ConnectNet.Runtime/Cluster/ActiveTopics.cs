namespace ConnectNet.Runtime.Cluster;

/// <summary>The topics a connector was seen to use since the last reset.</summary>
internal sealed record ActiveTopics(string Connector, IReadOnlyCollection<string> Topics);

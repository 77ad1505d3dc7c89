namespace ConnectNet.Runtime.Storage;

/// <summary>A topic that a connector was seen to use.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Connector">The connector.</param>
/// <param name="Task">Number of the task that saw it first.</param>
/// <param name="DiscoverTimestamp">When, in milliseconds since 1970.</param>
internal sealed record TopicStatus(string Topic, string Connector, int Task, long DiscoverTimestamp);

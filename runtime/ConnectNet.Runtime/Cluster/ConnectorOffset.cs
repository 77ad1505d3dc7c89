namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// The offset of one partition of a connector: of a source as the connector defines it, of a sink <c>kafka_topic</c>,
/// <c>kafka_partition</c> and <c>kafka_offset</c>. In a request a null offset resets the partition.
/// </summary>
internal sealed record ConnectorOffset(IReadOnlyDictionary<string, object?>? Partition, IReadOnlyDictionary<string, object?>? Offset);

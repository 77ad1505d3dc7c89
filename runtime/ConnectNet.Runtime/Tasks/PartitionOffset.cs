namespace ConnectNet.Runtime.Tasks;

/// <summary>A partition of a source or a topic partition, with its offset, in the form of REST's <c>offsets</c> list.</summary>
/// <param name="Partition">Source partition, or <c>kafka_topic</c> and <c>kafka_partition</c>; members in the order to be shown.</param>
/// <param name="Offset">Source offset, or <c>kafka_offset</c>; null resets the partition.</param>
internal sealed record PartitionOffset(IReadOnlyDictionary<string, object?>? Partition, IReadOnlyDictionary<string, object?>? Offset);

namespace ConnectNet.Sdk.Records;

/// <summary>Where Kafka has put a source record.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Partition">Partition number.</param>
/// <param name="Offset">Offset in the partition; -1 where the broker did not tell.</param>
/// <param name="Timestamp">Milliseconds since the epoch; -1 where there is none.</param>
public sealed record RecordMetadata(string Topic, int Partition, long Offset, long Timestamp);

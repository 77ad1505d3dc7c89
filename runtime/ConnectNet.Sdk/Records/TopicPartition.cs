namespace ConnectNet.Sdk.Records;

/// <summary>A partition of a Kafka topic.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Partition">Partition number, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <summary>Kafka's text, <c>topic-0</c>.</summary>
    public override string ToString() => Topic + "-" + Partition.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

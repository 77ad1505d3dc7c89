using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Where a sink task begins in its partitions: at the committed offset, and where there is none, or where it is gone, as <c>auto.offset.reset</c> says.
/// Task's thread; blocks while brokers answer.
/// </summary>
internal sealed class SinkStartOffsets(IConsumer<byte[]?, byte[]?> consumer, OffsetReset reset, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether the consumer has to be told the offsets, because librdkafka does not know the strategy.</summary>
    public bool AreOurs => reset.Strategy == OffsetReset.ByDuration;

    /// <summary>Where reading begins.</summary>
    /// <exception cref="Sdk.Errors.KafkaException">A partition has no offset, and none is to be chosen for it.</exception>
    public List<TopicPartitionOffset> Find(IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var committed = consumer.Committed(partitions, Timeout)
            .Select(start => new TopicPartitionOffset(start.TopicPartition, AreOurs && IsGone(start) ? Offset.Unset : start.Offset)).ToList();
        var without = committed.FindAll(static start => start.Offset.Value < 0).ConvertAll(static start => start.TopicPartition);
        if (without.Count == 0)
        {
            return committed;
        }

        return reset.Strategy == "none" ? throw KafkaErrors.NoOffset(without) : [.. committed.Where(static start => start.Offset.Value >= 0), .. Chosen(without)];
    }

    private bool IsGone(TopicPartitionOffset start) =>
        start.Offset.Value >= 0 && Bounds(start.TopicPartition) is var bounds && (start.Offset.Value < bounds.Low.Value || start.Offset.Value > bounds.High.Value);

    private IEnumerable<TopicPartitionOffset> Chosen(List<TopicPartition> partitions) => reset.Strategy == OffsetReset.ByDuration
        ? Since(partitions, new Timestamp(reset.Since(time), TimestampType.CreateTime))
        : partitions.Select(partition => new TopicPartitionOffset(
            partition, reset.Strategy == "earliest" ? Bounds(partition).Low : Bounds(partition).High));

    // Where no record is young enough, reading begins with the next one.
    private IEnumerable<TopicPartitionOffset> Since(List<TopicPartition> partitions, Timestamp oldest) => consumer
        .OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, oldest)), Timeout)
        .Select(found => found.Offset.Value >= 0 ? found : new TopicPartitionOffset(found.TopicPartition, Bounds(found.TopicPartition).High));

    private WatermarkOffsets Bounds(TopicPartition partition) => consumer.QueryWatermarkOffsets(partition, Timeout);
}

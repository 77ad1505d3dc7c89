using Confluent.Kafka;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// What a group consumer calls while it rebalances: on the thread that consumes, inside Consume, which waits for them.
/// </summary>
internal sealed record ConsumerCallbacks
{
    /// <summary>Returns where to begin; <see cref="Offset.Unset"/> is the committed offset, and where there is none <c>auto.offset.reset</c>.</summary>
    public Func<IConsumer<byte[]?, byte[]?>, IReadOnlyList<TopicPartition>, IEnumerable<TopicPartitionOffset>> Assigned { get; init; } =
        static (_, partitions) => partitions.Select(static partition => new TopicPartitionOffset(partition, Offset.Unset));

    /// <summary>Positions are those up to which records were handed out.</summary>
    public Action<IConsumer<byte[]?, byte[]?>, IReadOnlyList<TopicPartitionOffset>> Revoked { get; init; } = static (_, _) => { };

    public Action<IConsumer<byte[]?, byte[]?>, IReadOnlyList<TopicPartitionOffset>> Lost { get; init; } = static (_, _) => { };

    /// <summary>The result of an asynchronous commit.</summary>
    public Action<CommittedOffsets>? Committed { get; init; }
}

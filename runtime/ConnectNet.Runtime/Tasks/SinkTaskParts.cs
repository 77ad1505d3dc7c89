using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a sink task is made of beside what every task is. The task owns the clients.</summary>
internal sealed record SinkTaskParts
{
    public required SinkTask Task { get; init; }

    public required SinkTaskContext Context { get; init; }

    public required Func<ConsumerCallbacks, IConsumer<byte[]?, byte[]?>> CreateConsumer { get; init; }

    /// <summary>Subscribes the consumer to the sink's topics.</summary>
    public required Func<IConsumer<byte[]?, byte[]?>, ITopicSubscription> Subscribe { get; init; }

    /// <summary>The topic of all records, which the consumer then leaves out; null where there may be several.</summary>
    public string? OnlyTopic { get; init; }

    public required SinkConsumerSettings Consumer { get; init; }

    public required SinkTaskMetrics Metrics { get; init; }

    public required TopicUsage TopicUsage { get; init; }

    public ErrantRecordReporter? ErrantRecords { get; init; }
}

/// <summary>Consumer keys that our code does the work of.</summary>
/// <param name="MaxPollRecords"><c>max.poll.records</c>.</param>
/// <param name="OffsetReset"><c>auto.offset.reset</c>.</param>
internal sealed record SinkConsumerSettings(int MaxPollRecords, OffsetReset OffsetReset);

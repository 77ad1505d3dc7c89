using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a source task is made of beside what every task is. The task owns the clients.</summary>
internal sealed record SourceTaskParts
{
    public required SourceTask Task { get; init; }

    public required SourceTaskContext Context { get; init; }

    /// <summary>Logs what is about records.</summary>
    public required ILogger RecordsLogger { get; init; }

    public required ProducerLease Producer { get; init; }

    /// <summary>How large a record the producer takes.</summary>
    public required RecordLimits Limits { get; init; }

    /// <summary>How many records may be on their way to Kafka at a time, if no other task sends.</summary>
    public required int MaxPending { get; init; }

    /// <summary>The worker's tasks that share this.</summary>
    public required SendingTasks Sending { get; init; }

    public required OffsetWriter Writer { get; init; }

    public required SourceTaskMetrics Metrics { get; init; }

    public required TopicUsage Topics { get; init; }

    /// <summary>Null where the connector leaves it to the broker.</summary>
    public TopicCreation? TopicCreation { get; init; }

    /// <summary>The client behind <see cref="TopicCreation"/>.</summary>
    public IDisposable? Admin { get; init; }

    /// <summary>Null for a task that delivers at least once.</summary>
    public SourceTransactionParts? Transactions { get; init; }

    /// <summary>Store of offsets that the task starts and stops; null where it uses the worker's.</summary>
    public OffsetStore? OwnStore { get; init; }
}

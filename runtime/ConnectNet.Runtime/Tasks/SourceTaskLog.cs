using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a source task says at DEBUG and TRACE, in the words that operators know from the Java worker. Stateless.</summary>
internal static partial class SourceTaskLog
{
    /// <summary>Category of what is about records; offsets have that of <see cref="WorkerSourceTask"/>.</summary>
    public const string RecordsCategory = "org.apache.kafka.connect.runtime.AbstractWorkerSourceTask";

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSourceTask{{id={Task}}} Nothing to send to Kafka. Polling source for additional records")]
    public static partial void Polling(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSourceTask{{id={Task}}} About to send {Count} records to Kafka")]
    public static partial void Sending(ILogger logger, ConnectorTaskId task, int count);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSourceTask{{id={Task}}} Appending record to the topic {Topic} with key {Key}, value {Value}")]
    public static partial void Appending(ILogger logger, ConnectorTaskId task, string? topic, object? key, object? value);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSourceTask{{id={Task}}} Wrote record successfully: topic {Topic} partition {Partition} offset {Offset}")]
    public static partial void Wrote(ILogger logger, ConnectorTaskId task, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSourceTask{{id={Task}}} Committing offsets")]
    public static partial void Committing(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "WorkerSourceTask{{id={Task}}} Either no records were produced by the task since the last offset commit, or every record has been filtered out by a "
            + "transformation or dropped due to transformation or conversion errors.")]
    public static partial void NothingToCommit(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSourceTask{{id={Task}}} Committing offsets of {Partitions} source partitions")]
    public static partial void CommittingPartitions(ILogger logger, ConnectorTaskId task, int partitions);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSourceTask{{id={Task}}} Finished flushing offsets to storage")]
    public static partial void Flushed(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSourceTask{{id={Task}}} Finished offset commitOffsets successfully in {Took} ms")]
    public static partial void Committed(ILogger logger, ConnectorTaskId task, long took);
}

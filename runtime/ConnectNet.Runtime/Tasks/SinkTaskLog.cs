using ConnectNet.Runtime.Configuration;
using TopicPartition = ConnectNet.Sdk.Records.TopicPartition;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a sink task says at DEBUG and TRACE, in the words that operators know from the Java worker. Stateless.</summary>
internal static partial class SinkTaskLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "WorkerSinkTask{{id={Task}}} Executing sink task")]
    public static partial void Executing(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSinkTask{{id={Task}}} Polling consumer with timeout {Timeout} ms")]
    public static partial void Polling(ILogger logger, ConnectorTaskId task, double timeout);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSinkTask{{id={Task}}} Polling returned {Count} messages")]
    public static partial void Polled(ILogger logger, ConnectorTaskId task, int count);

    [LoggerMessage(
        Level = LogLevel.Trace,
        Message = "WorkerSinkTask{{id={Task}}} Consuming and converting message in topic '{Topic}' partition {Partition} at offset {Offset} and timestamp {Timestamp}")]
    public static partial void Converting(ILogger logger, ConnectorTaskId task, string topic, int partition, long offset, long timestamp);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSinkTask{{id={Task}}} Delivering batch of {Count} messages to task")]
    public static partial void Delivering(ILogger logger, ConnectorTaskId task, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSinkTask{{id={Task}}} Skipping offset commit, no change since last commit")]
    public static partial void NothingToCommit(ILogger logger, ConnectorTaskId task);

    public static void Assigned(ILogger logger, ConnectorTaskId task, IReadOnlyList<TopicPartition> partitions)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = Text(partitions);
            LogPartitions(logger, task, "assigned", text);
        }
    }

    public static void Removed(ILogger logger, ConnectorTaskId task, IReadOnlyList<TopicPartition> partitions, bool lost)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = Text(partitions);
            LogPartitions(logger, task, lost ? "lost" : "revoked", text);
        }
    }

    public static void PreCommit(ILogger logger, ConnectorTaskId task, IReadOnlyDictionary<TopicPartition, long> offsets)
    {
        if (logger.IsEnabled(LogLevel.Trace))
        {
            var text = Text(offsets);
            LogPreCommit(logger, task, text);
        }
    }

    public static void Committing(
        ILogger logger, ConnectorTaskId task, bool closing, int sequence, IReadOnlyList<KeyValuePair<TopicPartition, long>> offsets)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = Text(offsets);
            LogCommitting(logger, task, closing ? "synchronously" : "asynchronously", sequence, text);
        }
    }

    public static void Committed(
        ILogger logger, ConnectorTaskId task, TimeSpan took, int sequence, IReadOnlyList<KeyValuePair<TopicPartition, long>> offsets)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = Text(offsets);
            var milliseconds = (long)took.TotalMilliseconds;
            LogCommitted(logger, task, milliseconds, sequence, text);
        }
    }

    private static string Text(IEnumerable<TopicPartition> partitions) => string.Join(", ", partitions.Select(p => $"{p.Topic}-{p.Partition}"));

    private static string Text(IEnumerable<KeyValuePair<TopicPartition, long>> offsets) =>
        "{" + string.Join(", ", offsets.Select(o => $"{o.Key.Topic}-{o.Key.Partition}={o.Value}")) + "}";

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSinkTask{{id={Task}}} Partitions {What} [{Partitions}]")]
    private static partial void LogPartitions(ILogger logger, ConnectorTaskId task, string what, string partitions);

    [LoggerMessage(Level = LogLevel.Trace, Message = "WorkerSinkTask{{id={Task}}} Calling task.preCommit with current offsets: {Offsets}")]
    private static partial void LogPreCommit(ILogger logger, ConnectorTaskId task, string offsets);

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerSinkTask{{id={Task}}} Committing offsets {How} using sequence number {Sequence}: {Offsets}")]
    private static partial void LogCommitting(ILogger logger, ConnectorTaskId task, string how, int sequence, string offsets);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "WorkerSinkTask{{id={Task}}} Finished offset commit successfully in {Took} ms for sequence number {Sequence}: {Offsets}")]
    private static partial void LogCommitted(ILogger logger, ConnectorTaskId task, long took, int sequence, string offsets);
}

using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Sdk.Connectors;

/// <summary>What the worker offers to a connector. All of it may be used by any thread, from initialization until the connector has been stopped.</summary>
public interface IConnectorContext
{
    /// <summary>The connector's config, resolved: the one that <see cref="Connector.StartAsync"/> gets.</summary>
    IReadOnlyDictionary<string, string?> Config { get; }

    /// <summary>Logger in the connector's name.</summary>
    ILogger Logger { get; }

    /// <summary>Meter whose tags name the connector; see <see cref="Sdk.Metrics.IMonitorable"/>.</summary>
    Meter Meter { get; }

    /// <summary>Asks the worker to call <see cref="Connector.TaskConfigsAsync"/> again, soon.</summary>
    void RequestTaskReconfiguration();

    /// <summary>Makes the connector FAILED.</summary>
    void RaiseError(Exception error);
}

/// <summary>What the worker offers to a source connector; used as <see cref="IConnectorContext"/> is.</summary>
public interface ISourceConnectorContext : IConnectorContext
{
    /// <summary>Reads the connector's offsets.</summary>
    IOffsetReader Offsets { get; }
}

/// <summary>Reads the source offsets that a connector's tasks have committed. Thread-safe.</summary>
public interface IOffsetReader
{
    /// <summary>Looks up offsets. Numbers come back as <see cref="long"/> or <see cref="double"/>, whatever the task wrote.</summary>
    /// <param name="partitions">Source partitions with the members in the order in which the task writes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each partition, in order, its offset or null.</returns>
    ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken);
}

/// <summary>
/// What the worker offers to a source task. All of it may be used by any thread while the task runs; what it asks for is done on the task's thread, after the
/// poll at hand.
/// </summary>
public interface ISourceTaskContext
{
    /// <summary>The task's config as stored now, resolved.</summary>
    IReadOnlyDictionary<string, string?> Config { get; }

    /// <summary>Logger in the task's name.</summary>
    ILogger Logger { get; }

    /// <summary>Meter whose tags name connector and task.</summary>
    Meter Meter { get; }

    /// <summary>Reads the connector's offsets.</summary>
    IOffsetReader Offsets { get; }

    /// <summary>Lets the task set the bounds of transactions; null unless it may.</summary>
    ITransactionContext? Transactions { get; }

    /// <summary>
    /// Moves a source partition's offset without a record, for a stretch of the source that held none. It counts as a record that is
    /// delivered at once: it is committed with the next commit after everything polled before it of the same source partition has been delivered.
    /// </summary>
    void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset);

    /// <summary>
    /// Asks for a commit of offsets before the interval has passed; made after the poll at hand, with what is delivered by then. For a
    /// source that must not go on before an offset is safe.
    /// </summary>
    void RequestCommit();
}

/// <summary>Lets an exactly-once source task say where transactions end. Thread-safe; a wish about a record counts if it is made before the poll returns it.</summary>
public interface ITransactionContext
{
    /// <summary>Commits after the next batch.</summary>
    void CommitTransaction();

    /// <summary>Commits after a record of the next batch.</summary>
    void CommitTransaction(SourceRecord record);

    /// <summary>Aborts the next batch.</summary>
    void AbortTransaction();

    /// <summary>Aborts what came before a record of the next batch, the record included.</summary>
    void AbortTransaction(SourceRecord record);
}

/// <summary>
/// What the worker offers to a sink task. What is about partitions (<see cref="Assignment"/>, <see cref="Rewind"/>, <see cref="RetryAfter"/>,
/// <see cref="Pause"/>, <see cref="Resume"/>) is for the task's own thread, from within its methods; everything else may be used by any thread while the task runs.
/// </summary>
public interface ISinkTaskContext
{
    /// <summary>The task's config as stored now, resolved.</summary>
    IReadOnlyDictionary<string, string?> Config { get; }

    /// <summary>Logger in the task's name.</summary>
    ILogger Logger { get; }

    /// <summary>Meter whose tags name connector and task.</summary>
    Meter Meter { get; }

    /// <summary>The partitions that the task has now.</summary>
    /// <exception cref="Errors.IllegalWorkerStateException">The task has not been started.</exception>
    IReadOnlySet<TopicPartition> Assignment { get; }

    /// <summary>Takes records that the task cannot use; null unless a dead-letter queue or error logging is configured.</summary>
    IErrantRecordReporter? ErrantRecords { get; }

    /// <summary>Goes on reading a partition at another offset, from the next poll.</summary>
    void Rewind(TopicPartition partition, long offset);

    /// <summary>
    /// Sets the longest wait before the next <see cref="SinkTask.PutAsync"/>. Call it before throwing <see cref="Errors.RetriableException"/>: the failed batch
    /// is put again after this time, or earlier when a commit is due (<c>offset.flush.interval.ms</c>); without it, only when a commit is due.
    /// It holds for one wait, so each failure sets it anew. Zero or less does not wait at all. After a put that has succeeded the worker waits so long at most
    /// for new records, and then puts an empty batch.
    /// </summary>
    /// <param name="delay">The wait; the worker has no upper bound of its own for it but the next commit.</param>
    void RetryAfter(TimeSpan delay);

    /// <summary>Stops reading partitions.</summary>
    /// <exception cref="Errors.IllegalWorkerStateException">One of them is not assigned.</exception>
    void Pause(IEnumerable<TopicPartition> partitions);

    /// <summary>Reads partitions again.</summary>
    /// <exception cref="Errors.IllegalWorkerStateException">One of them is not assigned.</exception>
    void Resume(IEnumerable<TopicPartition> partitions);

    /// <summary>Asks for a commit before the interval has passed.</summary>
    void RequestCommit();
}

/// <summary>Takes records that a sink task cannot use. Thread-safe; the order of reports from several threads is not kept.</summary>
public interface IErrantRecordReporter
{
    /// <summary>
    /// Reports a record under the connector's error tolerance. Offsets are not committed past it before the returned task has ended.
    /// </summary>
    /// <exception cref="Errors.ConnectException">Errors are not tolerated; the sink task should let it pass.</exception>
    Task ReportAsync(SinkRecord record, Exception error);
}

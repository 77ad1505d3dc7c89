using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using KafkaException = Confluent.Kafka.KafkaException;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What makes a source task an exactly-once one.</summary>
internal sealed record SourceTransactionParts
{
    public required TransactionBoundary Boundary { get; init; }

    /// <summary>Writes with the task's producer.</summary>
    public required OffsetStore Store { get; init; }

    /// <summary>The topic that the store writes.</summary>
    public required string OffsetsTopic { get; init; }

    public required TransactionMetrics Metrics { get; init; }

    /// <summary>Null where nobody watches over generations.</summary>
    public TaskFencing? Fencing { get; init; }
}

/// <summary>
/// The transactions of a source task's producer: calls that come back, are repeated and can be given up, and the offsets' part in them.
/// Everything runs on the task's thread but <see cref="SendFailed"/>, which comes on the producer's too, and <see cref="Close"/>. The
/// producer belongs to the task.
/// </summary>
internal sealed partial class SourceTransactions(
    TaskParts parts, SourceTaskParts source, SourceTransactionParts transactions, SubmittedRecords<SourceDelivery> submitted)
{
    // Calls into the client come back this often, so that a task that was given up need not be waited for.
    private static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Exception? _sendError;
    private bool _open;
    private bool _closed;
    private volatile bool _aborting;

    /// <summary>Whether a transaction has begun and not ended.</summary>
    public bool IsOpen => _open;

    /// <summary>Shuts out the task's predecessors. When it returns, nobody else's offsets can appear any more.</summary>
    public void Initialize()
    {
        transactions.Fencing?.BeforeProducer(parts.Scope.Stopping).GetAwaiter().GetResult();
        // A task that is to stop must not shut out its own successor.
        Call(static producer => producer.InitTransactions(CallLimit), parts.Scope.Stopping);
        transactions.Fencing?.AfterProducer(parts.Scope.Stopping).GetAwaiter().GetResult();
    }

    /// <summary>A record is about to be sent to a topic.</summary>
    public void BeforeSend(string topic)
    {
        if (topic == transactions.OffsetsTopic)
        {
            // The task's next look at its offsets would wait for its own transaction, for ever.
            throw new ConnectException("Source tasks may not produce to their own offsets topics when exactly-once support is enabled");
        }

        if (Volatile.Read(ref _sendError) is { } error)
        {
            throw Wrapped("Unrecoverable exception trying to send", new Sdk.Errors.KafkaException(
                "Cannot perform send because at least one previous transactional or idempotent request has failed with errors.", error));
        }

        BeginIfNone();
    }

    /// <summary>A record will not get into Kafka. True when that is a failure, and not wanted.</summary>
    public bool SendFailed(Exception error)
    {
        if (_aborting)
        {
            return false;
        }

        Interlocked.CompareExchange(ref _sendError, error, null);
        return true;
    }

    /// <summary>Drops the records of the open transaction.</summary>
    public void Abort(CancellationToken cancellationToken)
    {
        _aborting = true;
        Call(static producer => producer.AbortTransaction(CallLimit), cancellationToken);
        _open = false;
        Settle();
        _aborting = false;
    }

    /// <summary>Commits the records, and offsets with them, if only these in a transaction of their own.</summary>
    /// <param name="flushes">The offset writer has begun a flush.</param>
    public void Commit(bool flushes)
    {
        try
        {
            Write(flushes);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            parts.Metrics.CommitFailed();
            source.Writer.CancelFlush();
            throw Wrapped("Failed to flush offsets and/or records for task " + parts.Id, e);
        }
    }

    /// <summary>Ends the use of the producer, which may be disposed then. Any thread.</summary>
    /// <param name="abort">Whether an open transaction is aborted, so that readers need not wait for its time-out.</param>
    public void Close(bool abort)
    {
        if (abort && _open)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(parts.Scope.Cancelled);
                limit.CancelAfter(CloseLimit);
                Abort(limit.Token);
            }
            catch (Exception e) when (e is KafkaException or OperationCanceledException)
            {
                LogNotAborted(parts.Logger, e, parts.Id);
            }
        }

        lock (_gate)
        {
            _closed = true;
        }
    }

    // I1: the offsets and every record they stand behind become visible together.
    private void Write(bool flushes)
    {
        BeginIfNone();
        var flush = Task.CompletedTask;
        if (flushes)
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                flush = source.Writer.FlushAsync(parts.Scope.Cancelled);
            }

            // What cannot be written shows before the commit; the rest is on its way.
            if (flush.IsFaulted)
            {
                flush.GetAwaiter().GetResult();
            }
        }

        ThrowIfSendFailed();
        Call(static producer => producer.CommitTransaction(CallLimit), parts.Scope.Cancelled);
        _open = false;
        flush.GetAwaiter().GetResult();
        Settle();
        transactions.Store.Committed();
    }

    private void ThrowIfSendFailed()
    {
        if (Volatile.Read(ref _sendError) is { } error)
        {
            throw new Sdk.Errors.KafkaException("Cannot execute transactional method because we are in an error state", error);
        }
    }

    // The transaction has ended, and with it each of its deliveries.
    private void Settle()
    {
        submitted.AwaitAll(CloseLimit, parts.Scope.Cancelled);
        submitted.TakeCommittable();
    }

    private void BeginIfNone()
    {
        if (_open)
        {
            return;
        }

        Call(static producer => producer.BeginTransaction(), parts.Scope.Cancelled);
        _open = true;
    }

    private void Call(Action<IProducer<byte[]?, byte[]?>> operation, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                lock (_gate)
                {
                    ObjectDisposedException.ThrowIf(_closed, this);
                    operation(source.Producer.Client);
                }

                return;
            }
            catch (KafkaRetriableException e)
            {
                // The time of this call is over; the client wants the same call again and goes on where it was.
                LogCallRepeated(parts.Logger, parts.Id, e.Error.Reason);
                cancellationToken.WaitHandle.WaitOne(RetryPause);
            }
        }
    }

    private ConnectException Wrapped(string message, Exception error)
    {
        var cause = error is KafkaException kafka ? KafkaErrors.Of(kafka.Error) : error;
        var isExpired = cause is KafkaErrors.InvalidProducerEpochException || cause.InnerException is KafkaErrors.InvalidProducerEpochException;
        return new ConnectException(
            isExpired
                ? $"The task {parts.Id} was unable to finish writing records to Kafka before its producer transaction expired. "
                    + "It may be necessary to reconfigure this connector in order for it to run healthily with exactly-once support. "
                    + "Options for this include: tune the connector's producer configuration for higher throughput, "
                    + "increase the transaction timeout for the connector's producers, "
                    + "decrease the offset commit interval (if using interval-based transaction boundaries), "
                    + "or use the 'poll' transaction boundary (if the connector is not already configured to use it)."
                : message,
            cause);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Transactional call goes on: {Reason}")]
    private static partial void LogCallRepeated(ILogger logger, ConnectorTaskId task, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Open transaction was not aborted; it ends by its time-out")]
    private static partial void LogNotAborted(ILogger logger, Exception error, ConnectorTaskId task);
}

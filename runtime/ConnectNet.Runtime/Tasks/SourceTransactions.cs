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
/// Wraps the sending of a source task's records and offsets in transactions: those who read committed records see both or neither. A
/// transaction begins with its first record. Everything runs on the task's thread but <see cref="Delivered"/> and <see cref="SendFailed"/>,
/// which come on the producer's, and <see cref="Close"/>. The producer belongs to the task.
/// </summary>
internal sealed partial class SourceTransactions(
    TaskParts parts, SourceTaskParts source, SourceTransactionParts transactions, SubmittedRecords<SourceDelivery> submitted)
{
    // Calls into the client come back this often, so that a task that was given up need not be waited for.
    private static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = parts.Timing.Time;
    private readonly Lock _gate = new();
    private readonly Lock _deliveredGate = new();
    private List<(SourceRecord Record, RecordMetadata? Metadata)> _delivered = [];
    private List<(SourceRecord Record, RecordMetadata? Metadata)> _committed = [];
    private IReadOnlyDictionary<string, object?>? _partition;
    private IReadOnlyDictionary<string, object?>? _offset;
    private Exception? _sendError;
    private bool _noted;
    private bool _open;
    private bool _inBatch;
    private bool _requested;
    private bool _owesTelling;
    private bool _closed;
    private volatile bool _aborting;

    /// <summary>Told of each record of a committed transaction, and of those that were dropped.</summary>
    public required Action<SourceRecord, RecordMetadata?> TellTask { get; init; }

    /// <summary>Calls the task's commit.</summary>
    public required Action CommitTask { get; init; }

    /// <summary>Time until <see cref="Visit"/> is worth while.</summary>
    public TimeSpan UntilDue => _open || _noted ? transactions.Boundary.UntilDue ?? TimeSpan.MaxValue : TimeSpan.MaxValue;

    /// <summary>Shuts out the task's predecessors. When it returns, nobody else's offsets can appear any more.</summary>
    public void Initialize()
    {
        transactions.Fencing?.BeforeProducer(parts.Scope.Stopping).GetAwaiter().GetResult();
        // A task that is to stop must not shut out its own successor.
        Call(static producer => producer.InitTransactions(CallLimit), parts.Scope.Stopping);
        transactions.Fencing?.AfterProducer(parts.Scope.Stopping).GetAwaiter().GetResult();
    }

    /// <summary>The task begins or goes on after a pause.</summary>
    public void Start() => transactions.Boundary.Start();

    public void BeginBatch() => _inBatch = true;

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

    /// <summary>The producer has taken a record.</summary>
    public void Dispatched(SourceRecord record)
    {
        Advance(record.SourcePartition, record.SourceOffset);
        transactions.Metrics.Added();
        End(transactions.Boundary.AfterRecord(record));
    }

    /// <summary>I2: a record that was filtered or tolerated moves the offset.</summary>
    public void Dropped(SourceRecord record, bool isHeard)
    {
        Advance(record.SourcePartition, record.SourceOffset);
        if (isHeard)
        {
            Delivered(record, null);
        }

        End(transactions.Boundary.AfterRecord(record));
    }

    /// <summary>Notes an offset for the transaction; what it depends upon was dispatched before and is in the same one.</summary>
    public void Advance(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset)
    {
        // Most records come from the partition of the one before.
        if (_noted && !ReferenceEquals(partition, _partition))
        {
            source.Writer.Offset(_partition, _offset);
        }

        (_partition, _offset, _noted) = (partition, offset, true);
    }

    /// <summary>The task wants a commit soon.</summary>
    public void RequestCommit() => _requested = true;

    /// <summary>A record is in Kafka, though maybe not for good; the task is told when it is.</summary>
    public void Delivered(SourceRecord record, RecordMetadata? metadata)
    {
        lock (_deliveredGate)
        {
            _delivered.Add((record, metadata));
        }
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

    /// <summary>A whole batch, maybe an empty one, has been dispatched.</summary>
    public void EndBatch()
    {
        _inBatch = false;
        if (_owesTelling)
        {
            TellCommitted();
        }

        var requested = _requested;
        _requested = false;
        End(transactions.Boundary.AfterBatch(requested));
    }

    /// <summary>Ends a transaction that is due while the task waits for records; the task hears of it after its poll.</summary>
    public void Visit()
    {
        if (UntilDue == TimeSpan.Zero && transactions.Boundary.AfterBatch(requested: false) == TransactionAction.Commit)
        {
            Commit(tell: false);
        }
    }

    /// <summary>The task pauses or stops: a transaction must not hang meanwhile.</summary>
    public void Finish()
    {
        if (_owesTelling)
        {
            TellCommitted();
        }

        End(transactions.Boundary.AtEnd(isWhole: !_inBatch));
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

    private void End(TransactionAction action)
    {
        if (action == TransactionAction.Abort)
        {
            LogAborting(parts.Logger, parts.Id);
            if (_open)
            {
                Abort(parts.Scope.Cancelled);
                transactions.Metrics.Aborted();
            }
            else
            {
                LogNothingToAbort(parts.Logger, parts.Id);
            }
        }

        if (action != TransactionAction.GoOn)
        {
            // After an abort too: the offsets of what was dropped are kept, in a transaction of their own.
            Commit(tell: true);
        }
    }

    private void Abort(CancellationToken cancellationToken)
    {
        _aborting = true;
        Call(static producer => producer.AbortTransaction(CallLimit), cancellationToken);
        _open = false;
        Settle();
        _aborting = false;
    }

    private void Commit(bool tell)
    {
        var started = _time.GetTimestamp();
        var flushes = BeginFlush();
        if (_open || flushes)
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

            transactions.Metrics.Committed();
        }

        parts.Metrics.CommitSucceeded(_time.GetElapsedTime(started));
        TakeDelivered();
        _owesTelling = true;
        if (tell)
        {
            TellCommitted();
        }
    }

    private bool BeginFlush()
    {
        if (_noted)
        {
            source.Writer.Offset(_partition, _offset);
            (_partition, _offset, _noted) = (null, null, false);
        }

        return source.Writer.BeginFlush();
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

    private void TakeDelivered()
    {
        lock (_deliveredGate)
        {
            if (_committed.Count == 0)
            {
                (_committed, _delivered) = (_delivered, _committed);
            }
            else
            {
                _committed.AddRange(_delivered);
                _delivered.Clear();
            }
        }
    }

    private void TellCommitted()
    {
        _owesTelling = false;
        foreach (var (record, metadata) in _committed)
        {
            TellTask(record, metadata);
        }

        _committed.Clear();
        CommitTask();
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
                    operation(source.Producer);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Aborting transaction as requested by connector")]
    private static partial void LogAborting(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Ignoring request by task to abort transaction as the current transaction is empty")]
    private static partial void LogNothingToAbort(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Transactional call goes on: {Reason}")]
    private static partial void LogCallRepeated(ILogger logger, ConnectorTaskId task, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Open transaction was not aborted; it ends by its time-out")]
    private static partial void LogNotAborted(ILogger logger, Exception error, ConnectorTaskId task);
}

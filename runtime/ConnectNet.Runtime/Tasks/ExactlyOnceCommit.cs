using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Wraps the sending of a source task's records and offsets in transactions: those who read committed records see both or neither. A
/// transaction begins with its first record and ends where the <see cref="TransactionBoundary"/> says, after a record, a batch or a pause; a
/// batch is sent to its end unless the task is given up. The task hears of records when they are committed.
/// </summary>
internal sealed partial class ExactlyOnceCommit : SourceCommit
{
    private readonly SourceTransactions _transactions;
    private readonly TransactionBoundary _boundary;
    private readonly TransactionMetrics _metrics;
    private readonly Lock _deliveredGate = new();
    private List<(SourceRecord Record, RecordMetadata? Metadata)> _delivered = [];
    private List<(SourceRecord Record, RecordMetadata? Metadata)> _committed = [];
    private IReadOnlyDictionary<string, object?>? _partition;
    private IReadOnlyDictionary<string, object?>? _offset;
    private bool _noted;
    private bool _inBatch;
    private bool _requested;
    private bool _owesTelling;

    public ExactlyOnceCommit(
        TaskParts parts, SourceTaskParts source, SourceTransactionParts transactions, SubmittedRecords<SourceDelivery> submitted)
        : base(parts, source, submitted, parts.Scope.Cancelled)
    {
        _transactions = new SourceTransactions(parts, source, transactions, submitted);
        _boundary = transactions.Boundary;
        _metrics = transactions.Metrics;
    }

    /// <summary>An unfinished transaction is not committed.</summary>
    public override bool CommitsAfterFailure => false;

    public override TimeSpan UntilDueInPoll => _transactions.IsOpen || _noted ? _boundary.UntilDue ?? TimeSpan.MaxValue : TimeSpan.MaxValue;

    public override void Initialize() => _transactions.Initialize();

    public override void Start() => _boundary.Start();

    public override void BeginBatch() => _inBatch = true;

    public override void Dropped(SourceRecord record)
    {
        Advance(record.SourcePartition, record.SourceOffset);
        if (TellsTask)
        {
            Remember(record, null);
        }

        End(_boundary.AfterRecord(record));
    }

    public override void BeforeSend(string topic) => _transactions.BeforeSend(topic);

    public override void Dispatched(SourceRecord record)
    {
        Advance(record.SourcePartition, record.SourceOffset);
        _metrics.Added();
        End(_boundary.AfterRecord(record));
    }

    /// <summary>The record is in Kafka, though maybe not for good; the task is told when it is.</summary>
    public override void Delivered(SourceRecord record, RecordMetadata metadata) => Remember(record, metadata);

    public override void SendFailed(SourceDelivery delivery, string topic, Exception error)
    {
        // Whatever is tolerated: the transaction is lost, or was given up.
        if (_transactions.SendFailed(error))
        {
            LogSendFailed(topic, error);
        }

        delivery.Batch!.Skipped();
        delivery.Ack();
    }

    public override void EndBatch()
    {
        _inBatch = false;
        if (_owesTelling)
        {
            TellCommitted();
        }

        var requested = _requested;
        _requested = false;
        End(_boundary.AfterBatch(requested));
    }

    /// <summary>Notes an offset for the transaction; what it depends upon was dispatched before and is in the same one.</summary>
    public override void Advance(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset)
    {
        // Most records come from the partition of the one before.
        if (_noted && !ReferenceEquals(partition, _partition))
        {
            Source.Writer.Offset(_partition, _offset);
        }

        (_partition, _offset, _noted) = (partition, offset, true);
    }

    public override void RequestCommit() => _requested = true;

    public override void CommitInPoll()
    {
        if (UntilDueInPoll == TimeSpan.Zero && _boundary.AfterBatch(requested: false) == TransactionAction.Commit)
        {
            CommitTransaction(tell: false);
        }
    }

    /// <summary>A transaction must not hang meanwhile.</summary>
    public override void Pause() => Finish();

    public override void Finish()
    {
        if (_owesTelling)
        {
            TellCommitted();
        }

        End(_boundary.AtEnd(isWhole: !_inBatch));
    }

    public override void Close(bool abort) => _transactions.Close(abort);

    private void End(TransactionAction action)
    {
        if (action == TransactionAction.Abort)
        {
            LogAborting(Parts.Logger, Parts.Id);
            if (_transactions.IsOpen)
            {
                _transactions.Abort(Parts.Scope.Cancelled);
                _metrics.Aborted();
            }
            else
            {
                LogNothingToAbort(Parts.Logger, Parts.Id);
            }
        }

        if (action != TransactionAction.GoOn)
        {
            // After an abort too: the offsets of what was dropped are kept, in a transaction of their own.
            CommitTransaction(tell: true);
        }
    }

    private void CommitTransaction(bool tell)
    {
        var started = Parts.Timing.Time.GetTimestamp();
        var flushes = BeginFlush();
        if (_transactions.IsOpen || flushes)
        {
            _transactions.Commit(flushes);
            _metrics.Committed();
        }

        Parts.Metrics.CommitSucceeded(Parts.Timing.Time.GetElapsedTime(started));
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
            Source.Writer.Offset(_partition, _offset);
            (_partition, _offset, _noted) = (null, null, false);
        }

        return Source.Writer.BeginFlush();
    }

    private void Remember(SourceRecord record, RecordMetadata? metadata)
    {
        lock (_deliveredGate)
        {
            _delivered.Add((record, metadata));
        }
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

    [LoggerMessage(Level = LogLevel.Information, Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Aborting transaction as requested by connector")]
    private static partial void LogAborting(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "ExactlyOnceWorkerSourceTask{{id={Task}}} Ignoring request by task to abort transaction as the current transaction is empty")]
    private static partial void LogNothingToAbort(ILogger logger, ConnectorTaskId task);
}

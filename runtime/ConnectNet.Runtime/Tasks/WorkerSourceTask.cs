using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Runs a source task: the numbered steps from the source to Kafka. Everything runs on the task's thread, except delivery reports, which
/// come on the producer's. Owns the sender, and with it the producer.
/// </summary>
[ConnectName("org.apache.kafka.connect.runtime.WorkerSourceTask")]
internal sealed partial class WorkerSourceTask : WorkerTask
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(20);

    private readonly SourceTaskParts _source;
    private readonly ILogger _log;
    private readonly SubmittedRecords<SourceDelivery> _submitted;
    private readonly SourceCommit _commit;
    private readonly SourceSender _sender;
    private readonly bool _keepsRecords;
    private bool _begun;
    private int _retries;
    private int _idlePolls;

    public WorkerSourceTask(TaskParts parts, SourceTaskParts source)
        : base(parts)
    {
        _source = source;
        _log = source.RecordsLogger;
        _submitted = new SubmittedRecords<SourceDelivery>(() => new SourceDelivery(_sender!)) { Limit = source.MaxPending };
        _commit = source.Transactions is { } transactions
            ? new ExactlyOnceCommit(parts, source, transactions, _submitted)
            : new AtLeastOnceCommit(parts, source, _submitted);
        _sender = new SourceSender(parts, source, _commit);
        _keepsRecords = _commit.TellsTask || parts.Errors.Tolerates;
    }

    protected override void Begin()
    {
        _commit.Initialize();
        _source.OwnStore?.Start();
        _begun = true;
        _source.Task.Initialize(_source.Context);
        TaskThread.Wait(_source.Task.StartAsync(Parts.Config, Parts.Scope.Stopping));
        LogStarted(_log, Id);
    }

    protected override void Execute()
    {
        try
        {
            Run();
        }
        catch (Exception e) when (!IsCancelled)
        {
            // A stop may show as a call that was cancelled.
            if (_commit.CommitsAfterFailure || (e is OperationCanceledException && IsStopping))
            {
                Quietly("offsets", CommitAtEnd);
            }

            throw;
        }

        CommitAtEnd();
    }

    protected override void Close()
    {
        if (_begun)
        {
            Quietly("source task", () => TaskThread.Wait(_source.Task.StopAsync()));
        }

        Quietly("producer", _sender.Close);
        Quietly("admin client", () => _source.Admin?.Dispose());
        Quietly("offset store", () => _source.OwnStore?.Stop());
    }

    /// <summary>A task that was given up must not write any more, wherever it hangs.</summary>
    protected override void OnCancelled()
    {
        new Thread(() => Quietly("producer", _sender.Close)) { Name = "close-" + Id, IsBackground = true }.Start();
    }

    private void Run()
    {
        _commit.Start();
        while (!IsStopping)
        {
            // 6. Write offsets, and tell the task.
            _commit.CommitIfDue();
            if (ShouldPause)
            {
                Pause();
                continue;
            }

            _commit.ThrowIfSendFailed();
            var records = Poll();
            Advance();
            if (records is not { Count: > 0 })
            {
                _commit.EndBatch();
                RestAfterNothing();
            }
            else if (Send(records))
            {
                _commit.EndBatch();
            }
        }
    }

    // 1. Ask the task for records; while it waits, offsets are written on time.
    private IReadOnlyList<SourceRecord>? Poll()
    {
        SourceTaskLog.Polling(_log, Id);
        var started = Time.GetTimestamp();
        try
        {
            var call = _source.Task.PollAsync(Parts.Scope.Stopping);
            var records = call.IsCompleted ? call.GetAwaiter().GetResult() : AwaitPoll(call.AsTask());
            _retries = 0;
            var took = Time.GetElapsedTime(started);
            _idlePolls = records is { Count: > 0 } || took > LongestRest ? 0 : _idlePolls + 1;
            if (records is not null)
            {
                _source.Metrics.Polled(records.Count, took);
            }

            return records;
        }
        catch (RetriableException e)
        {
            LogPollFailed(_log, e, Id);
            var delay = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(_retries++, 10)), 10_000));
            WaitWhileRunning(delay);
            return null;
        }
    }

    // A task that has nothing and does not wait itself would keep a core busy. The rest grows from a millisecond, so that one gap costs next to nothing.
    private void RestAfterNothing()
    {
        if (_idlePolls > 0)
        {
            var rest = TimeSpan.FromMilliseconds(1 << Math.Min(_idlePolls - 1, 5));
            WaitWhileRunning(rest < LongestRest ? rest : LongestRest);
        }
    }

    private IReadOnlyList<SourceRecord>? AwaitPoll(Task<IReadOnlyList<SourceRecord>?> poll)
    {
        while (!poll.IsCompleted)
        {
            TaskThread.Park(_commit.Flushing is { } flush ? Task.WhenAny(poll, flush) : poll, Clamp(_commit.UntilDueInPoll));
            _commit.CommitInPoll();
        }

        return poll.GetAwaiter().GetResult();
    }

    private static TimeSpan Clamp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 1, 60_000));

    // False when the task was told to end before all records were sent.
    private bool Send(IReadOnlyList<SourceRecord> records)
    {
        SourceTaskLog.Sending(_log, Id, records.Count);
        _sender.Traces = _log.IsEnabled(LogLevel.Trace);
        Parts.Metrics.Batch(records.Count);
        var batch = new SourceBatch(records.Count, _source.Metrics);
        var sent = 0;
        _commit.BeginBatch();
        _source.Sending.Enter();
        _submitted.Limit = _source.Sending.Share(_source.MaxPending);
        try
        {
            while (sent < records.Count && !_commit.Ending.IsCancellationRequested)
            {
                _commit.ThrowIfSendFailed();
                if (!AwaitRoom() || !Send(records[sent], batch))
                {
                    break;
                }

                sent++;
            }
        }
        finally
        {
            _source.Sending.Leave();
            if (_commit.Ending.IsCancellationRequested || sent < records.Count)
            {
                batch.GiveUp();
            }
        }

        return sent == records.Count;
    }

    // Offsets are written on time also while a slow broker holds the task back.
    private bool AwaitRoom()
    {
        while (!_submitted.HasRoom && !_submitted.AwaitRoom(Clamp(_commit.UntilDue), _commit.Ending))
        {
            if (_commit.Ending.IsCancellationRequested)
            {
                return false;
            }

            _commit.CommitIfDue();
            _commit.ThrowIfSendFailed();
        }

        return true;
    }

    private bool Send(SourceRecord record, SourceBatch batch)
    {
        if (_sender.Traces)
        {
            SourceTaskLog.Appending(_log, Id, record.Topic, record.Key, record.Value);
        }

        // 2. Transform and convert.
        var result = Parts.Pipeline.ToKafka(record, out var message);
        if (result != PipelineResult.Produced)
        {
            // I2: a filtered or tolerated record moves the offset and is counted.
            // I5: it leaves the path here, counted, or to the dead-letter topic.
            var report = result == PipelineResult.Failed ? Parts.Errors.LastReport : Task.CompletedTask;
            _commit.AckWhenSafe(_submitted.Add(record.SourcePartition, record.SourceOffset), report);
            batch.Skipped();
            _commit.Dropped(record);
            return true;
        }

        if (!_sender.EnsureTopic(message.Topic))
        {
            return false;
        }

        _commit.BeforeSend(message.Topic);

        // 3. Remember it, in the order of polling.
        var delivery = _submitted.Add(record.SourcePartition, record.SourceOffset);
        delivery.Record = _keepsRecords ? record : null;
        delivery.Batch = batch;

        // 4. Hand it to the producer.
        if (!_sender.Produce(message, delivery))
        {
            _submitted.DropLast(record.SourcePartition);
            return false;
        }

        _commit.Dispatched(record);
        return true;
    }

    // Offsets that move without a record stand behind everything polled before.
    private void Advance()
    {
        while (_source.Context.TryTakeAdvance(out var partition, out var offset))
        {
            _commit.Advance(partition, offset);
        }

        if (_source.Context.TakeCommitRequest())
        {
            _commit.RequestCommit();
        }
    }

    private void CommitAtEnd()
    {
        if (IsCancelled)
        {
            return;
        }

        Advance();
        _commit.Finish();
    }

    private void Pause()
    {
        Tell(ConnectState.Paused, Parts.Version);
        _commit.Pause();
        while (ShouldPause && !IsStopping)
        {
            _commit.CommitIfDue();
            WaitWhilePaused(Clamp(_commit.UntilDue));
        }

        if (!IsStopping)
        {
            _commit.Start();
            Tell(ConnectState.Running, Parts.Version);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WorkerSourceTask{{id={Task}}} Source task finished initialization and start")]
    private static partial void LogStarted(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSourceTask{{id={Task}}} failed to poll records from SourceTask. Will retry operation.")]
    private static partial void LogPollFailed(ILogger logger, Exception error, ConnectorTaskId task);
}

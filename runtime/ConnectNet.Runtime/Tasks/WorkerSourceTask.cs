using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Runs a source task: the numbered steps from the source to Kafka. Everything runs on the task's thread, except delivery reports, which
/// come on the producer's. Owns the producer.
/// </summary>
[ConnectName("org.apache.kafka.connect.runtime.WorkerSourceTask")]
internal sealed partial class WorkerSourceTask : WorkerTask
{
    private static readonly TimeSpan SendBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlushSlice = TimeSpan.FromMilliseconds(100);

    private readonly SourceTaskParts _source;
    private readonly ILogger _log;
    private readonly SubmittedRecords<SourceDelivery> _submitted;
    private readonly SourceOffsetCommit _commit;
    private readonly SourceTransactions? _transactions;
    private readonly TopicUsage _topics;
    private readonly bool _tellsTask;
    private volatile bool _traces;
    private readonly Message<byte[]?, byte[]?> _message = new();
    private Confluent.Kafka.TopicPartition _target = new("", Confluent.Kafka.Partition.Any);
    private Exception? _sendError;
    private bool _begun;
    private int _retries;
    private readonly Lock _closing = new();
    private volatile bool _producerClosed;
    private int _producing;

    public WorkerSourceTask(TaskParts parts, SourceTaskParts source)
        : base(parts)
    {
        _source = source;
        _log = source.RecordsLogger;
        _submitted = new SubmittedRecords<SourceDelivery>(() => new SourceDelivery(this), source.MaxPending);
        _commit = new SourceOffsetCommit(parts, _submitted, source.Writer);
        _topics = source.Topics;
        _tellsTask = ListensToDeliveries(source.Task);
        _transactions = source.Transactions is null ? null : new SourceTransactions(parts, source, source.Transactions, _submitted)
        {
            TellTask = TellTask,
            CommitTask = CommitTask,
        };
    }

    /// <summary>Whether a task wants to hear of single deliveries, which costs something for each record.</summary>
    public static bool ListensToDeliveries(SourceTask task) =>
        task.GetType().GetMethod(nameof(SourceTask.RecordCommitted), [typeof(SourceRecord), typeof(RecordMetadata)])?.DeclaringType != typeof(SourceTask);

    // An exactly-once task does not end in the middle of a batch unless it is given up.
    private bool IsEnding => _transactions is null ? IsStopping : IsCancelled;

    private CancellationToken Ending => _transactions is null ? Parts.Scope.Stopping : Parts.Scope.Cancelled;

    protected override void Begin()
    {
        _transactions?.Initialize();
        _source.OwnStore?.Start();
        _begun = true;
        _source.Task.ContextOrNull = _source.Context;
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
            // What was delivered is committed also when the task fails, except an unfinished transaction.
            if (_transactions is null || (e is OperationCanceledException && IsStopping))
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

        Quietly("producer", CloseProducer);
        Quietly("admin client", () => _source.Admin?.Dispose());
        Quietly("offset store", () => _source.OwnStore?.Stop());
    }

    /// <summary>A task that was given up must not write any more, wherever it hangs.</summary>
    protected override void OnCancelled()
    {
        new Thread(() => Quietly("producer", CloseProducer)) { Name = "close-" + Id, IsBackground = true }.Start();
    }

    private void Run()
    {
        _transactions?.Start();
        while (!IsStopping)
        {
            Commit();
            if (ShouldPause)
            {
                Pause();
                continue;
            }

            ThrowIfSendFailed();
            var records = Poll();
            Advance();
            if (records is not { Count: > 0 } || Send(records))
            {
                _transactions?.EndBatch();
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
            if (records is not null)
            {
                _source.Metrics.Polled(records.Count, Time.GetElapsedTime(started));
            }

            return records;
        }
        catch (RetriableException e)
        {
            LogPollFailed(_log, e, Id);
            var delay = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(_retries++, 10)), 10_000));
            Parts.Scope.Stopping.WaitHandle.WaitOne(delay);
            return null;
        }
    }

    private IReadOnlyList<SourceRecord>? AwaitPoll(Task<IReadOnlyList<SourceRecord>?> poll)
    {
        while (!((IAsyncResult)poll).AsyncWaitHandle.WaitOne(Clamp(_transactions?.UntilDue ?? _commit.UntilDue)))
        {
            if (_transactions is null)
            {
                _commit.Visit();
            }
            else
            {
                _transactions.Visit();
            }
        }

        return poll.GetAwaiter().GetResult();
    }

    private static TimeSpan Clamp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 1, 60_000));

    // False when the task was told to end before all records were sent.
    private bool Send(IReadOnlyList<SourceRecord> records)
    {
        SourceTaskLog.Sending(_log, Id, records.Count);
        _traces = _log.IsEnabled(LogLevel.Trace);
        Parts.Metrics.Batch(records.Count);
        var batch = new SourceBatch(records.Count, _source.Metrics);
        var sent = 0;
        _transactions?.BeginBatch();
        try
        {
            while (sent < records.Count && !IsEnding)
            {
                ThrowIfSendFailed();
                if (!AwaitRoom() || !Send(records[sent], batch))
                {
                    break;
                }

                sent++;
            }
        }
        finally
        {
            if (IsEnding || sent < records.Count)
            {
                batch.GiveUp();
            }
        }

        return sent == records.Count;
    }

    // Offsets are written on time also while a slow broker holds the task back.
    private bool AwaitRoom()
    {
        while (!_submitted.HasRoom && !_submitted.AwaitRoom(Clamp(_transactions is null ? _commit.UntilDue : TimeSpan.MaxValue), Ending))
        {
            if (IsEnding)
            {
                return false;
            }

            Commit();
            ThrowIfSendFailed();
        }

        return true;
    }

    private bool Send(SourceRecord record, SourceBatch batch)
    {
        if (_traces)
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
            AckWhenSafe(_submitted.Add(record.SourcePartition, record.SourceOffset), report);
            batch.Skipped();
            if (_transactions is null)
            {
                TellTask(record, null);
            }
            else
            {
                _transactions.Dropped(record, _tellsTask);
            }

            return true;
        }

        if (_source.TopicCreation is not null && !EnsureTopic(message.Topic))
        {
            return false;
        }

        _transactions?.BeforeSend(message.Topic);

        // 3. Remember it, in the order of polling.
        var delivery = _submitted.Add(record.SourcePartition, record.SourceOffset);
        delivery.Record = _tellsTask || Parts.Errors.Tolerates ? record : null;
        delivery.Batch = batch;

        // 4. Hand it to the producer.
        if (!Produce(message, delivery))
        {
            _submitted.DropLast(record.SourcePartition);
            return false;
        }

        _transactions?.Dispatched(record);
        return true;
    }

    private bool EnsureTopic(string topic)
    {
        while (!IsStopping)
        {
            try
            {
                _source.TopicCreation!.Ensure(topic, Parts.Scope.Stopping);
                return true;
            }
            catch (RetriableException e)
            {
                LogSendRetried(_log, e, Id, topic);
                Parts.Scope.Stopping.WaitHandle.WaitOne(SendBackoff);
            }
        }

        return false;
    }

    private bool Produce(in OutgoingRecord record, SourceDelivery delivery)
    {
        // The producer copies what it takes, so one message serves all records.
        var message = _message;
        message.Key = record.Key;
        message.Value = record.Value;
        message.Headers = null;
        message.Timestamp = record.Timestamp is { } timestamp
            ? new Timestamp(timestamp, Confluent.Kafka.TimestampType.CreateTime)
            : Timestamp.Default;
        if (record.Headers is { } headers)
        {
            message.Headers = [];
            for (var i = 0; i < headers.Count; i++)
            {
                message.Headers.Add(headers[i].Key, headers[i].Value);
            }
        }

        while (true)
        {
            try
            {
                // Said before the look at the cancellation, which is looked at before the producer is closed: one of the two sees the other.
                Interlocked.Exchange(ref _producing, 1);
                if (IsCancelled)
                {
                    return false;
                }

                _source.Producer.Produce(Target(record.Topic, record.Partition), message, delivery.Handler);
                return true;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (
                e.Error.Code is ErrorCode.Local_QueueFull or ErrorCode.MsgSizeTooLarge && _source.Limits.Refuse(message) is { } reason)
            {
                SendFailed(delivery, record.Topic, KafkaErrors.RecordTooLarge(reason));
                return true;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The same record again, when the producer has got rid of others; a task that is to stop does not wait.
                if (IsEnding)
                {
                    return false;
                }

                Ending.WaitHandle.WaitOne(5);
                Commit();
                ThrowIfSendFailed();
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.IsFatal)
            {
                throw new ConnectException("Unrecoverable exception trying to send", KafkaErrors.Of(e.Error));
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                SendFailed(delivery, record.Topic, KafkaErrors.Of(e.Error));
                return true;
            }
            finally
            {
                Volatile.Write(ref _producing, 0);
            }
        }
    }

    // Most records go where the one before went.
    private Confluent.Kafka.TopicPartition Target(string topic, int? partition)
    {
        var number = partition ?? Confluent.Kafka.Partition.Any.Value;
        if (_target.Topic != topic || _target.Partition.Value != number)
        {
            _target = new Confluent.Kafka.TopicPartition(topic, number);
        }

        return _target;
    }

    // 5. Kafka has taken the record, or will never take it. On the producer's thread.
    internal void OnDelivered(SourceDelivery delivery, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            SendFailed(delivery, report.Topic, KafkaErrors.Of(report.Error));
            return;
        }

        if (_traces)
        {
            SourceTaskLog.Wrote(_log, Id, report.Topic, report.Partition.Value, report.Offset.Value);
        }

        if (_tellsTask)
        {
            var metadata = new RecordMetadata(
                report.Topic, report.Partition.Value, report.Offset.Value, report.Message.Timestamp.UnixTimestampMs);
            if (_transactions is null)
            {
                TellTask(delivery.Record!, metadata);
            }
            else
            {
                _transactions.Delivered(delivery.Record!, metadata);
            }
        }

        delivery.Batch!.Written();
        _topics.Used(report.Topic);
        delivery.Ack();
    }

    private void SendFailed(SourceDelivery delivery, string topic, Exception exception)
    {
        if (_producerClosed)
        {
            return;
        }

        if (_transactions is not null)
        {
            // Whatever is tolerated: the transaction is lost, or was given up.
            if (_transactions.SendFailed(exception))
            {
                LogSendFailed(_log, exception, Id, topic);
            }

            delivery.Batch!.Skipped();
            delivery.Ack();
            return;
        }

        LogSendFailed(_log, exception, Id, topic);
        if (!Parts.Errors.Tolerates)
        {
            Interlocked.CompareExchange(ref _sendError, exception, null);
            return;
        }

        // I2, I5: reported and counted, the record gives its offset free.
        var report = Parts.Errors.Report(new Failure(delivery.Record!, ErrorStage.KafkaProduce, typeof(WorkerSourceTask), exception));
        TellTask(delivery.Record!, null);
        delivery.Batch!.Skipped();
        AckWhenSafe(delivery, report);
    }

    // A failed record holds its offset back until it is in the dead-letter topic; where it cannot be written there, the task fails.
    private void AckWhenSafe(SourceDelivery delivery, Task report)
    {
        if (report.IsCompletedSuccessfully)
        {
            delivery.Ack();
            return;
        }

        report.ContinueWith(
            r =>
            {
                if (r.IsCompletedSuccessfully)
                {
                    delivery.Ack();
                }
                else
                {
                    Interlocked.CompareExchange(ref _sendError, r.Exception!.InnerException!, null);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void TellTask(SourceRecord record, RecordMetadata? metadata)
    {
        if (!_tellsTask)
        {
            return;
        }

        try
        {
            _source.Task.RecordCommitted(record, metadata);
        }
        catch (Exception e)
        {
            LogTaskThrew(_log, e, Id, "RecordCommitted");
        }
    }

    // Offsets that move without a record stand behind everything polled before.
    private void Advance()
    {
        while (_source.Context.TryTakeAdvance(out var partition, out var offset))
        {
            if (_transactions is not null)
            {
                _transactions.Advance(partition, offset);
                continue;
            }

            _submitted.Add(partition, offset).Ack();
        }

        if (!_source.Context.TakeCommitRequest())
        {
            return;
        }

        _commit.IsRequested = true;
        _transactions?.RequestCommit();
    }

    // 6. Write offsets, and tell the task.
    private void Commit()
    {
        if (_transactions is not null)
        {
            return;
        }

        _commit.Visit();
        if (_commit.OwesTaskCommit)
        {
            _commit.OwesTaskCommit = false;
            CommitTask();
        }
    }

    private void CommitTask()
    {
        try
        {
            TaskThread.Wait(_source.Task.CommitAsync(Parts.Scope.Cancelled));
        }
        catch (Exception e)
        {
            LogTaskThrew(_log, e, Id, "CommitAsync");
        }
    }

    private void CommitAtEnd()
    {
        if (IsCancelled)
        {
            return;
        }

        Advance();
        if (_transactions is not null)
        {
            _transactions.Finish();
            return;
        }

        _submitted.AwaitAll(Parts.Timing.FlushTimeout, Parts.Scope.Cancelled);
        if (!IsCancelled)
        {
            _commit.Finish();
            Commit();
        }
    }

    private void Pause()
    {
        Tell(ConnectState.Paused, Parts.Version);
        _transactions?.Finish();
        while (ShouldPause && !IsStopping)
        {
            Commit();
            WaitWhilePaused(_transactions is null ? _commit.UntilDue : TimeSpan.FromMinutes(1));
        }

        if (!IsStopping)
        {
            _transactions?.Start();
            Tell(ConnectState.Running, Parts.Version);
        }
    }

    private void ThrowIfSendFailed()
    {
        if (Volatile.Read(ref _sendError) is { } error)
        {
            throw new ConnectException("Unrecoverable exception from producer send callback", error);
        }
    }

    // Both the task's thread and the one that gives the task up come here, and closing frees the producer's memory under whoever is in it.
    private void CloseProducer()
    {
        lock (_closing)
        {
            if (_producerClosed)
            {
                return;
            }

            _transactions?.Close(abort: !IsCancelled);
            for (var started = Time.GetTimestamp(); !IsCancelled && Time.GetElapsedTime(started) < CloseTimeout;)
            {
                if (_source.Producer.Flush(FlushSlice) == 0)
                {
                    break;
                }
            }

            // A record may just be on its way into the producer, which takes no time; a cancelled task hands it no other.
            SpinWait.SpinUntil(() => Volatile.Read(ref _producing) == 0);
            _producerClosed = true;
            _source.Producer.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WorkerSourceTask{{id={Task}}} Source task finished initialization and start")]
    private static partial void LogStarted(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSourceTask{{id={Task}}} failed to poll records from SourceTask. Will retry operation.")]
    private static partial void LogPollFailed(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSourceTask{{id={Task}}} Failed to send record to topic '{Topic}'. Backing off before retrying: ")]
    private static partial void LogSendRetried(ILogger logger, Exception error, ConnectorTaskId task, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} failed to send record to {Topic}: ")]
    private static partial void LogSendFailed(ILogger logger, Exception error, ConnectorTaskId task, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} Exception thrown while calling task.{Method}()")]
    private static partial void LogTaskThrew(ILogger logger, Exception error, ConnectorTaskId task, string method);
}

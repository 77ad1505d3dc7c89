using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using TopicPartition = ConnectNet.Sdk.Records.TopicPartition;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Runs a sink task: the numbered steps from Kafka to the sink. Everything runs on the task's thread, rebalance callbacks too, which come
/// inside Consume. Owns the consumer.
/// </summary>
[ConnectName("org.apache.kafka.connect.runtime.WorkerSinkTask")]
internal sealed partial class WorkerSinkTask : WorkerTask
{
    // librdkafka cannot be woken from a wait: the longest time that a request to stop or pause goes unnoticed.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly SinkTaskParts _sink;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly SinkPositions _positions = new();
    private readonly SinkOffsetCommit _commit;
    private readonly SinkStartOffsets _starts;
    private readonly List<ConsumeResult<byte[]?, byte[]?>> _consumed = [];
    private readonly List<ConsumeResult<byte[]?, byte[]?>> _held = [];
    private List<SinkRecord> _batch = [];
    private ITopicSubscription? _subscription;
    private Exception? _rebalanceError;
    private bool _begun;
    private bool _closed;
    private bool _paused;
    private bool _redelivering;
    private bool _repause;

    public WorkerSinkTask(TaskParts parts, SinkTaskParts sink)
        : base(parts)
    {
        _sink = sink;
        _consumer = sink.CreateConsumer(new ConsumerCallbacks
        {
            Assigned = (_, partitions) => OnAssigned(partitions),
            Revoked = (_, partitions) => OnRemoved([.. partitions.Select(static p => Own(p.TopicPartition))], lost: false),
            Lost = (_, partitions) => OnRemoved([.. partitions.Select(static p => Own(p.TopicPartition))], lost: true),
        });
        _commit = new SinkOffsetCommit(parts, sink, _positions, _consumer);
        _starts = new SinkStartOffsets(_consumer, sink.Consumer.OffsetReset, Time);
        sink.Context.PauseChanged = OnTaskPaused;
    }

    protected override void Begin()
    {
        foreach (var (key, message) in SinkConnectorConfig.CheckTopics(Parts.Config))
        {
            throw new ConfigException(key, Parts.Config.GetValueOrDefault(key), message);
        }

        _subscription = _sink.Subscribe(_consumer);
        _begun = true;
        _sink.Task.Initialize(_sink.Context);
        TaskThread.Wait(_sink.Task.StartAsync(Parts.Config, Parts.Scope.Stopping));
        LogStarted(Logger, Id);
    }

    protected override void Execute()
    {
        SinkTaskLog.Executing(Logger, Id);
        try
        {
            while (!IsStopping)
            {
                FollowTargetState();

                // 4. Commit what the task says is safe.
                if (!_commit.Visit())
                {
                    ReadAgain();
                }

                Poll();
            }
        }
        catch (Exception) when (!IsCancelled)
        {
            // What was put before is committed also when the task fails.
            Quietly("partitions", CloseAllPartitions);
            throw;
        }

        if (!IsCancelled)
        {
            CloseAllPartitions();
        }
    }

    protected override void Close()
    {
        if (_begun)
        {
            Quietly("sink task", () => TaskThread.Wait(_sink.Task.StopAsync()));
        }

        _closed = true;
        Quietly("topic subscription", () => _subscription?.Dispose());
        Quietly("consumer", () =>
        {
            _consumer.Close();
            _consumer.Dispose();
        });
        _sink.Metrics.PartitionCount = 0;
    }

    private static TopicPartition Own(Confluent.Kafka.TopicPartition partition) => new(partition.Topic, partition.Partition.Value);

    private static Confluent.Kafka.TopicPartition Kafkas(TopicPartition partition) => new(partition.Topic, partition.Partition);

    private void Poll()
    {
        var wait = _commit.UntilDue;
        if (_sink.Context.RetryDelay is { } delay)
        {
            wait = delay < wait ? delay : wait;
            _sink.Context.RetryDelay = null;
        }

        SinkTaskLog.Polling(Logger, Id, wait.TotalMilliseconds);
        Consume(wait);
        SinkTaskLog.Polled(Logger, Id, _consumed.Count);
        if (IsStopping)
        {
            return;
        }

        Convert();
        Put();
    }

    // 1. Read up to max.poll.records; rebalances happen in here.
    private void Consume(TimeSpan wait)
    {
        var started = Time.GetTimestamp();
        TakeHeld();
        while (!IsStopping && ShouldPause == _paused && _consumed.Count < _sink.Consumer.MaxPollRecords)
        {
            // Only the first record is waited for; the clock is not asked for the others.
            var left = TimeSpan.Zero;
            if (_consumed.Count == 0)
            {
                left = wait - Time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }

                _subscription!.Refresh();
            }

            Rewind();
            var record = ConsumeOne(left < Slice ? left : Slice);
            if (_rebalanceError is { } error)
            {
                _rebalanceError = null;
                throw error;
            }

            if (_repause)
            {
                _repause = false;
                ApplyPauses();
            }

            if (record is null)
            {
                if (_consumed.Count > 0 || _sink.Context.CommitRequested)
                {
                    break;
                }
            }
            else if (!Refuse(record))
            {
                _consumed.Add(record);
            }
        }

        _sink.Metrics.Read(_consumed.Count);
    }

    private ConsumeResult<byte[]?, byte[]?>? ConsumeOne(TimeSpan wait)
    {
        try
        {
            var record = _consumer.Consume(wait);
            if (record is not null && _sink.OnlyTopic is { } topic)
            {
                record.Topic = topic;
            }

            return record;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            // As in Java a topic may come later.
            LogUnknownTopic(Logger, Id, e.Error.Reason);
            _subscription!.ReportMissing();
            return null;
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            throw _rebalanceError ?? KafkaErrors.OffsetOutOfRange(
                new TopicPartitionOffset(_sink.OnlyTopic ?? e.ConsumerRecord.Topic, e.ConsumerRecord.Partition, e.ConsumerRecord.Offset));
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.IsLocalError
            && e.Error.Code is not (ErrorCode.Local_Authentication or ErrorCode.Local_KeyDeserialization or ErrorCode.Local_ValueDeserialization))
        {
            LogConsumeFailed(Logger, Id, e.Error.Reason);
            return null;
        }
        catch (ConsumeException e)
        {
            throw KafkaErrors.Of(e.Error);
        }
    }

    // Records of partitions that are paused, or are to be read from elsewhere, may still come after a rebalance.
    private bool Refuse(ConsumeResult<byte[]?, byte[]?> record)
    {
        if (!_redelivering && !_paused && _sink.Context.PausedPartitions.Count == 0 && !_sink.Context.HasRewinds)
        {
            return false;
        }

        var partition = Own(record.TopicPartition);
        if (_sink.Context.IsRewinding(partition))
        {
            return true;
        }

        // I4: no later record before the failed batch was put again.
        if (_redelivering || _paused || _sink.Context.PausedPartitions.Contains(partition))
        {
            _held.Add(record);
            _consumer.Pause([record.TopicPartition]);
            return true;
        }

        return false;
    }

    private void TakeHeld()
    {
        if (_held.Count == 0 || _redelivering || _paused)
        {
            return;
        }

        for (var i = 0; i < _held.Count;)
        {
            if (_sink.Context.PausedPartitions.Contains(Own(_held[i].TopicPartition)))
            {
                i++;
            }
            else
            {
                _consumed.Add(_held[i]);
                _held.RemoveAt(i);
            }
        }
    }

    // 2. Convert and transform.
    private void Convert()
    {
        var traces = Logger.IsEnabled(LogLevel.Trace);
        foreach (var consumed in _consumed)
        {
            if (traces)
            {
                SinkTaskLog.Converting(
                    Logger, Id, consumed.Topic, consumed.Partition.Value, consumed.Offset.Value, consumed.Message.Timestamp.UnixTimestampMs);
            }

            var result = Parts.Pipeline.FromKafka(consumed, out var record);
            _sink.TopicUsage.Used(consumed.Topic);
            _positions.Read(consumed.Topic, consumed.Partition.Value, consumed.Offset.Value);
            if (result == PipelineResult.Produced)
            {
                // I5: every record goes on to put; others were filtered, or reported and counted.
                _batch.Add(record);
            }
        }

        _consumed.Clear();
    }

    // 3. Hand the batch to the task; after a passing fault the same batch again.
    private void Put()
    {
        SinkTaskLog.Delivering(Logger, Id, _batch.Count);
        var started = Time.GetTimestamp();
        try
        {
            TaskThread.Wait(_sink.Task.PutAsync(_batch.Count == 0 ? [] : _batch, Parts.Scope.Cancelled));
            _sink.ErrantRecords?.ThrowIfFailed();
        }
        catch (RetriableException e)
        {
            LogPutRetried(Logger, e, Id);
            if (!_redelivering)
            {
                _redelivering = true;
                ApplyPauses();
            }

            return;
        }
        catch (Exception e) when (e is not OperationCanceledException || !IsStopping)
        {
            LogPutFailed(Logger, e, Id, e.Message);
            throw new ConnectException("Exiting WorkerSinkTask due to unrecoverable exception.", e);
        }

        Parts.Metrics.Batch(_batch.Count);
        _sink.Metrics.Put(_batch.Count, Time.GetElapsedTime(started));
        _positions.Put();
        _sink.Metrics.ActiveRecords = _positions.Active;
        if (_batch.Count > 0)
        {
            // The task may keep the list.
            _batch = new List<SinkRecord>(_batch.Count);
        }

        if (_redelivering)
        {
            _redelivering = false;
            ApplyPauses();
        }
    }

    private void FollowTargetState()
    {
        var pause = ShouldPause;
        if (pause == _paused)
        {
            return;
        }

        _paused = pause;
        ApplyPauses();
        Tell(pause ? ConnectState.Paused : ConnectState.Running, Parts.Version);
        _sink.Context.CommitRequested |= pause;
    }

    /// <summary>Brings the consumer's pauses in line with what the operator, a redelivery and the task want.</summary>
    private void ApplyPauses()
    {
        var all = _paused || _redelivering;
        var assignment = _consumer.Assignment;
        var pause = assignment.Where(p => all || _sink.Context.PausedPartitions.Contains(Own(p))).ToList();
        var resume = assignment.Except(pause).ToList();
        if (pause.Count > 0)
        {
            _consumer.Pause(pause);
        }

        if (resume.Count > 0)
        {
            _consumer.Resume(resume);
        }
    }

    private void OnTaskPaused(IReadOnlyCollection<TopicPartition> partitions, bool pause)
    {
        // While everything is paused it only matters later; inside a rebalance the consumer does not have the partitions yet.
        _repause = true;
        if (!_paused && !_redelivering)
        {
            var assigned = _consumer.Assignment.Where(p => partitions.Contains(Own(p))).ToList();
            if (pause)
            {
                _consumer.Pause(assigned);
            }
            else
            {
                _consumer.Resume(assigned);
            }
        }
    }

    private void Rewind()
    {
        foreach (var (partition, offset) in _sink.Context.TakeRewinds())
        {
            if (!_positions.TryGet(partition, out var position))
            {
                continue;
            }

            _held.RemoveAll(r => Own(r.TopicPartition) == partition);
            _consumed.RemoveAll(r => Own(r.TopicPartition) == partition);
            position.Consumed = offset;
            position.Current = offset;
            position.Committed = offset;
            try
            {
                _consumer.Seek(new TopicPartitionOffset(Kafkas(partition), offset));
            }
            catch (Confluent.Kafka.KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
            {
                // Just assigned and not being read yet: once more before the next record.
                _sink.Context.Rewind(partition, offset);
            }
        }
    }

    // The task could not make safe what was put since the last commit: all of that comes again, and nothing else before it.
    private void ReadAgain()
    {
        _batch = [];
        _redelivering = false;
        foreach (var partition in _positions.Partitions)
        {
            if (_positions.TryGet(partition, out var position))
            {
                position.Current = position.Committed;
                _sink.Context.Rewind(partition, position.Committed);
            }
        }

        ApplyPauses();
    }

    private List<TopicPartitionOffset> OnAssigned(IReadOnlyList<Confluent.Kafka.TopicPartition> assigned)
    {
        var begin = assigned.Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)).ToList();
        if (_closed)
        {
            return begin;
        }

        var partitions = assigned.Select(Own).ToList();
        SinkTaskLog.Assigned(Logger, Id, partitions);
        try
        {
            _sink.Context.Assign(partitions);
            var starts = _starts.Find(assigned);
            foreach (var start in starts)
            {
                _positions.Add(Own(start.TopicPartition), start.Offset.Value);
            }

            _redelivering &= _batch.Count > 0;
            _repause = true;
            _sink.Metrics.PartitionCount = _sink.Context.Assignment.Count;
            if (partitions.Count > 0 && _rebalanceError is null)
            {
                TaskThread.Wait(_sink.Task.OpenAsync(partitions, Parts.Scope.Cancelled));
            }

            return _starts.AreOurs ? starts : begin;
        }
        catch (Exception e)
        {
            // Nothing may be thrown through the client; Consume's caller throws it.
            _rebalanceError = e;
            return begin;
        }
    }

    private void OnRemoved(List<TopicPartition> partitions, bool lost)
    {
        if (_closed || partitions.Count == 0)
        {
            return;
        }

        SinkTaskLog.Removed(Logger, Id, partitions, lost);
        try
        {
            if (lost)
            {
                Lose(partitions);
            }
            else
            {
                _commit.CommitAndClose(partitions);
            }
        }
        catch (Exception e)
        {
            _rebalanceError = e;
        }

        var gone = partitions.ToHashSet();
        _positions.Remove(gone);
        _sink.Context.Unassign(gone);
        _batch.RemoveAll(record => gone.Contains(record.OriginalTopicPartition));
        _consumed.RemoveAll(record => gone.Contains(Own(record.TopicPartition)));
        _held.RemoveAll(record => gone.Contains(Own(record.TopicPartition)));
        _sink.Metrics.PartitionCount = _sink.Context.Assignment.Count;
    }

    // Others may have what was lost already, and nothing is committed for it. Not so partitions of a deleted topic, which librdkafka reports as lost too:
    // their task's last flush is wanted.
    private void Lose(List<TopicPartition> partitions)
    {
        var deleted = _subscription!.FindDeleted(partitions.Select(static partition => partition.Topic));
        if (partitions.FindAll(partition => deleted.Contains(partition.Topic)) is { Count: > 0 } ended)
        {
            _commit.CommitAndClose(ended);
        }

        if (partitions.FindAll(partition => !deleted.Contains(partition.Topic)) is { Count: > 0 } taken)
        {
            _commit.Close(taken);
        }
    }

    private void CloseAllPartitions()
    {
        var partitions = _positions.Partitions.ToList();
        if (partitions.Count > 0)
        {
            _commit.CommitAndClose(partitions);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WorkerSinkTask{{id={Task}}} Sink task finished initialization and start")]
    private static partial void LogStarted(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSinkTask{{id={Task}}} Waiting for a topic: {Reason}")]
    private static partial void LogUnknownTopic(ILogger logger, ConnectorTaskId task, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSinkTask{{id={Task}}} Consumer reports: {Reason}")]
    private static partial void LogConsumeFailed(ILogger logger, ConnectorTaskId task, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSinkTask{{id={Task}}} RetriableException from SinkTask:")]
    private static partial void LogPutRetried(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSinkTask{{id={Task}}} Task threw an uncaught and unrecoverable exception. Task is being killed and will not recover until manually restarted. Error: {Error}")]
    private static partial void LogPutFailed(ILogger logger, Exception exception, ConnectorTaskId task, string error);
}

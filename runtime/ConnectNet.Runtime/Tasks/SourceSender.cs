using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Hands a source task's records to the producer and hears what became of them: steps 4 and 5 of the path of a record. Owns the lease.
/// The task's thread sends; delivery reports come on the producer's; <see cref="Close"/> may come from the task's thread and from the one
/// that gives the task up, also at once.
/// </summary>
internal sealed partial class SourceSender
{
    private static readonly TimeSpan SendBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly TaskParts _parts;
    private readonly SourceTaskParts _source;
    private readonly SourceCommit _commit;
    private readonly ProducerLease _producer;
    private readonly TopicUsage _topics;
    private readonly ILogger _log;
    private readonly CancellationToken _cancelled;
    private readonly bool _tellsTask;
    private readonly Message<byte[]?, byte[]?> _message = new();
    private Confluent.Kafka.TopicPartition _target = new("", Confluent.Kafka.Partition.Any);
    private readonly Lock _closing = new();
    private volatile bool _traces;
    private volatile bool _closed;
    private bool _toldOfSize;

    public SourceSender(TaskParts parts, SourceTaskParts source, SourceCommit commit)
    {
        _parts = parts;
        _source = source;
        _commit = commit;
        _producer = source.Producer;
        _topics = source.Topics;
        _log = source.RecordsLogger;
        _cancelled = parts.Scope.Cancelled;
        _tellsTask = commit.TellsTask;
    }

    /// <summary>Whether deliveries are logged.</summary>
    public bool Traces
    {
        get => _traces;
        set => _traces = value;
    }

    /// <summary>Has a topic created where the connector says how.</summary>
    /// <returns>False when the task is to stop before that is done.</returns>
    public bool EnsureTopic(string topic)
    {
        if (_source.TopicCreation is not { } creation)
        {
            return true;
        }

        var stopping = _parts.Scope.Stopping;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                creation.Ensure(topic, stopping);
                return true;
            }
            catch (RetriableException e)
            {
                LogSendRetried(_log, e, _parts.Id, topic);
                stopping.WaitHandle.WaitOne(SendBackoff);
            }
        }

        return false;
    }

    /// <summary>Hands a record to the producer, or reports it as one that cannot be sent.</summary>
    /// <returns>False when the task ends before the producer has taken it.</returns>
    public bool Produce(in OutgoingRecord record, SourceDelivery delivery)
    {
        var message = Fill(record);
        delivery.Weight = ProducerLease.Weigh(message);
        while (true)
        {
            try
            {
                if (TryProduce(record, message, delivery))
                {
                    return true;
                }

                if (_source.Limits.Refuse(message) is { } reason)
                {
                    _commit.SendFailed(delivery, record.Topic, KafkaErrors.RecordTooLarge(reason));
                    return true;
                }

                if (!AwaitRoom(wait => _producer.AwaitRoom(wait, _commit.Ending)))
                {
                    return false;
                }
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (
                e.Error.Code is ErrorCode.Local_QueueFull or ErrorCode.MsgSizeTooLarge && _source.Limits.Refuse(message) is { } reason)
            {
                _commit.SendFailed(delivery, record.Topic, KafkaErrors.RecordTooLarge(reason));
                return true;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The client has a limit of its own, and tells nobody when there is room again.
                if (!AwaitRoom(_ => _commit.Ending.WaitHandle.WaitOne(5)))
                {
                    return false;
                }
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.IsFatal)
            {
                throw new ConnectException("Unrecoverable exception trying to send", KafkaErrors.Of(e.Error));
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                _commit.SendFailed(delivery, record.Topic, KafkaErrors.Of(e.Error));
                return true;
            }
        }
    }

    private bool TryProduce(in OutgoingRecord record, Message<byte[]?, byte[]?> message, SourceDelivery delivery)
    {
        if (!_producer.TryEnter(record.Topic, message, out var share))
        {
            return false;
        }

        delivery.Share = share;
        var isTaken = false;
        try
        {
            isTaken = _producer.TryProduce(Target(record.Topic, record.Partition), message, delivery.Weight, delivery.Handler);
            return isTaken;
        }
        finally
        {
            if (!isTaken)
            {
                share.Leave();
            }
        }
    }

    // 5. Kafka has taken the record, or will never take it. On the producer's thread.
    internal void OnReport(SourceDelivery delivery, DeliveryReport<byte[]?, byte[]?> report)
    {
        var (weight, share) = (delivery.Weight, delivery.Share);
        try
        {
            // What is reported after the end was given up with the task.
            if (!_closed)
            {
                OnDelivered(delivery, report);
            }
        }
        finally
        {
            share.Leave();
            _producer.Reported(weight);
        }
    }

    private void OnDelivered(SourceDelivery delivery, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            if (report.Error.Code == ErrorCode.MsgSizeTooLarge && !_toldOfSize)
            {
                _toldOfSize = true;
                _producer.Forget(report.Topic);
                LogBatchRefused(_log, _parts.Id, report.Topic);
            }

            _commit.SendFailed(delivery, report.Topic, KafkaErrors.Of(report.Error));
            return;
        }

        if (_traces)
        {
            SourceTaskLog.Wrote(_log, _parts.Id, report.Topic, report.Partition.Value, report.Offset.Value);
        }

        if (_tellsTask)
        {
            _commit.Delivered(delivery.Record!, new RecordMetadata(
                report.Topic, report.Partition.Value, report.Offset.Value, report.Message.Timestamp.UnixTimestampMs));
        }

        delivery.Batch!.Written();
        _topics.Used(report.Topic);
        delivery.Ack();
    }

    /// <summary>Waits until Kafka has taken what it was sent, unless the task is given up, and gives the producer back.</summary>
    // Both the task's thread and the one that gives the task up come here.
    public void Close()
    {
        lock (_closing)
        {
            if (_closed)
            {
                return;
            }

            _commit.Close(abort: !_cancelled.IsCancellationRequested);
            _producer.Flush(CloseTimeout, _parts.Timing.Time, _cancelled);
            _closed = true;
            _producer.Dispose();
        }
    }

    // A record waits for room, for the same record to be tried again; a task that is to stop does not wait.
    private bool AwaitRoom(Action<TimeSpan> wait)
    {
        if (_commit.Ending.IsCancellationRequested)
        {
            return false;
        }

        wait(_commit.UntilDue < LongestWait ? _commit.UntilDue : LongestWait);
        _commit.CommitIfDue();
        _commit.ThrowIfSendFailed();
        return true;
    }

    // The producer copies what it takes, so one message serves all records.
    private Message<byte[]?, byte[]?> Fill(in OutgoingRecord record)
    {
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

        return message;
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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "WorkerSourceTask{{id={Task}}} topic '{Topic}' refused a batch as too large. If no record alone is larger than the topic's max.message.bytes, "
            + "the limit was lowered after the task had asked for it, then restart the task; or the task may not ask: grant its producer DescribeConfigs of the "
            + "topic, or set producer.override.batch.size to less than the limit.")]
    private static partial void LogBatchRefused(ILogger logger, ConnectorTaskId task, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSourceTask{{id={Task}}} Failed to send record to topic '{Topic}'. Backing off before retrying: ")]
    private static partial void LogSendRetried(ILogger logger, Exception error, ConnectorTaskId task, string topic);
}

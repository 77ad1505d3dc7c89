using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Errors;

/// <summary>
/// Writes records that failed to another topic: consumed ones with their original bytes and headers, a source's as they were polled and,
/// when asked for, headers that say what failed. Thread-safe. Owns the producer. I5: a consumed record that is too large for the topic is
/// written again without its value, then without key and headers too, which a header says: its original is in Kafka. Where that is refused as
/// well, and where a source's record is refused, which may be nowhere else, the report fails, so that the offset does not move. Java logs such a record and goes on.
/// </summary>
internal sealed partial class DeadLetterQueue : IErrorReporter
{
    private readonly DeadLetterSettings _settings;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ErrorMetrics _metrics;
    private readonly ILogger _logger;
    private readonly IDisposable? _owned;

    /// <param name="settings">What it is told.</param>
    /// <param name="producer">Writes.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="logger">Told of records that could not be written whole.</param>
    /// <param name="owned">Released with the queue.</param>
    public DeadLetterQueue(
        DeadLetterSettings settings, IProducer<byte[]?, byte[]?> producer, ErrorMetrics metrics, ILogger logger, IDisposable? owned = null)
    {
        _owned = owned;
        _settings = settings;
        _producer = producer;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Creates the topic with one partition where it is missing; blocks.</summary>
    /// <exception cref="ConnectException">It could not be created.</exception>
    public static void EnsureTopic(string topic, short replicationFactor, TopicAdmin admin, CancellationToken cancellationToken)
    {
        try
        {
            var existing = admin.List();
            if (!existing.Contains(topic))
            {
                var specification = new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = replicationFactor };
                admin.CreateAsync([specification], cancellationToken).GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException("Could not initialize dead letter queue with topic=" + topic, e);
        }
    }

    public Task ReportAsync(Failure failure)
    {
        _metrics.DeadLetter();
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(failure, DeadLetterForm.Whole, written);
        return written.Task;
    }

    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(30));
        _producer.Dispose();
        _owned?.Dispose();
    }

    private void Send(Failure failure, DeadLetterForm form, TaskCompletionSource written)
    {
        try
        {
            Produce(Message(failure, form), failure, form, written);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failed(e, written);
        }
    }

    private void Produce(Message<byte[]?, byte[]?> message, Failure failure, DeadLetterForm form, TaskCompletionSource written)
    {
        while (true)
        {
            try
            {
                _producer.Produce(_settings.Topic, message, report => Completed(report.Error, failure, form, written));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                Thread.Sleep(5);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Completed(e.Error, failure, form, written);
                return;
            }
        }
    }

    private void Completed(Error error, Failure failure, DeadLetterForm form, TaskCompletionSource written)
    {
        if (!error.IsError)
        {
            written.TrySetResult();
        }
        else if (error.Code == ErrorCode.MsgSizeTooLarge && form < DeadLetterForm.Whereabouts && _settings.OfSource is null)
        {
            LogTooLarge(_logger, _settings.Topic, form + 1);
            // Not on the thread of delivery reports: a full queue, which the next record may have to wait for, is emptied there.
            _ = Task.Run(() => Send(failure, form + 1, written));
        }
        else
        {
            Failed(new ConnectException(error.Reason), written);
        }
    }

    private void Failed(Exception error, TaskCompletionSource written)
    {
        _metrics.DeadLetterFailed();
        written.TrySetException(new ConnectException(
            $"Could not produce message to dead letter queue. topic={_settings.Topic}. The record's offset is not committed; make the topic writable "
                + "and restart the task",
            error));
    }

    private Message<byte[]?, byte[]?> Message(Failure failure, DeadLetterForm form)
    {
        var (message, origin) = failure.Original switch
        {
            ConsumeResult<byte[]?, byte[]?> consumed => (DeadLetterMessage.Of(consumed), DeadLetterMessage.Origin(consumed)),
            SourceRecord polled when _settings.OfSource is { } write => write(polled),
            _ => throw new ConnectException("There is no record to write"),
        };
        var omitted = DeadLetterMessage.Reduce(message, form);
        if (_settings.ContextHeaders || omitted is not null)
        {
            DeadLetterMessage.Explain(message.Headers, origin, failure, _settings, omitted);
        }

        return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A record is too large for the dead-letter topic {Topic}; it is written in the form {Form}")]
    private static partial void LogTooLarge(ILogger logger, string topic, DeadLetterForm form);
}

/// <summary>What a dead-letter queue is told.</summary>
internal sealed record DeadLetterSettings
{
    public required string Topic { get; init; }

    /// <summary>Whether headers say what failed.</summary>
    public required bool ContextHeaders { get; init; }

    public required ConnectorTaskId Task { get; init; }

    /// <summary>Writes a source's record, and says where it came from; null for a sink.</summary>
    public Func<SourceRecord, (Message<byte[]?, byte[]?> Message, IEnumerable<KeyValuePair<string, string>> Origin)>? OfSource { get; init; }

    /// <summary>Texts that must not appear in headers.</summary>
    public IReadOnlyCollection<string> Secrets { get; init; } = [];
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Errors;

/// <summary>
/// Writes records that failed to another topic: consumed ones with their original bytes and headers, a source's as they were polled and,
/// when asked for, headers that say what failed. Thread-safe. Owns the producer. As in Java a consumed record that cannot be written is
/// logged and counted, no more; for a source's the report fails, because its offset may not move.
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
    /// <param name="logger">Told of records that could not be written.</param>
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
        try
        {
            Produce(Message(failure), written);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failed(e, written);
        }

        return written.Task;
    }

    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(30));
        _producer.Dispose();
        _owned?.Dispose();
    }

    private void Produce(Message<byte[]?, byte[]?> message, TaskCompletionSource written)
    {
        while (true)
        {
            try
            {
                _producer.Produce(_settings.Topic, message, report => Completed(report.Error, written));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                Thread.Sleep(5);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Completed(e.Error, written);
                return;
            }
        }
    }

    private void Completed(Error error, TaskCompletionSource written)
    {
        if (error.IsError)
        {
            Failed(new ConnectException(error.Reason), written);
        }
        else
        {
            written.TrySetResult();
        }
    }

    private void Failed(Exception error, TaskCompletionSource written)
    {
        LogFailed(_logger, _settings.Topic, error.Message);
        _metrics.DeadLetterFailed();
        if (_settings.OfSource is null)
        {
            written.TrySetResult();
        }
        else
        {
            written.TrySetException(new ConnectException("Could not produce message to dead letter queue. topic=" + _settings.Topic, error));
        }
    }

    private Message<byte[]?, byte[]?> Message(Failure failure)
    {
        var (message, origin) = failure.Original switch
        {
            ConsumeResult<byte[]?, byte[]?> consumed => (DeadLetterMessage.Of(consumed), DeadLetterMessage.Origin(consumed)),
            SourceRecord polled when _settings.OfSource is { } write => write(polled),
            _ => throw new ConnectException("There is no record to write"),
        };
        if (_settings.ContextHeaders)
        {
            DeadLetterMessage.Explain(message.Headers, origin, failure, _settings);
        }

        return message;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not produce message to dead letter queue. topic={Topic}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string topic, string reason);
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

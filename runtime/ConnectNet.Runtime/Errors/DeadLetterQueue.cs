using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Errors;

/// <summary>
/// Writes consumed records that failed to another topic: the original bytes and headers and, when asked for, headers that say what
/// failed. Thread-safe. Owns the producer. As in Java a record that cannot be written is logged and counted, no more.
/// </summary>
internal sealed partial class DeadLetterQueue : IErrorReporter
{
    private const string Prefix = "__connect.errors.";

    private readonly DeadLetterSettings _settings;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ErrorMetrics _metrics;
    private readonly ILogger _logger;

    public DeadLetterQueue(DeadLetterSettings settings, IProducer<byte[]?, byte[]?> producer, ErrorMetrics metrics, ILogger logger)
    {
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
        if (failure.Original is not ConsumeResult<byte[]?, byte[]?> consumed)
        {
            _metrics.DeadLetterFailed();
            return Task.CompletedTask;
        }

        var message = new Message<byte[]?, byte[]?>
        {
            Key = consumed.Message.Key,
            Value = consumed.Message.Value,
            Headers = Headers(consumed, failure),
        };
        if (consumed.Message.Timestamp.Type != TimestampType.NotAvailable)
        {
            message.Timestamp = new Timestamp(consumed.Message.Timestamp.UnixTimestampMs, TimestampType.CreateTime);
        }

        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Produce(message, written);
        return written.Task;
    }

    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(30));
        _producer.Dispose();
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
            LogFailed(_logger, _settings.Topic, error.Reason);
            _metrics.DeadLetterFailed();
        }

        written.TrySetResult();
    }

    private Headers Headers(ConsumeResult<byte[]?, byte[]?> consumed, Failure failure)
    {
        var headers = new Headers();
        foreach (var header in consumed.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        if (!_settings.ContextHeaders)
        {
            return headers;
        }

        Add("topic", consumed.Topic);
        Add("partition", consumed.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add("offset", consumed.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add("connector.name", _settings.Task.Connector);
        Add("task.id", _settings.Task.Task.ToString(CultureInfo.InvariantCulture));
        Add("stage", failure.Stage.Name());
        Add("class.name", ConnectNames.Of(failure.Executing));
        Add("exception.class.name", ConnectNames.Of(failure.Error.GetType()));
        Add("exception.message", JavaTrace.Without(failure.Error.Message, _settings.Secrets));
        Add("exception.stacktrace", JavaTrace.Of(failure.Error, _settings.Secrets));
        return headers;

        void Add(string name, string value) => headers.Add(Prefix + name, Encoding.UTF8.GetBytes(value));
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

    /// <summary>Texts that must not appear in headers.</summary>
    public IReadOnlyCollection<string> Secrets { get; init; } = [];
}

using Confluent.Kafka;
using ConnectNet.Runtime.Errors;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Takes records that a sink task cannot use to the error reporters, with the bytes they had in Kafka. May be called by any thread of the
/// plug-in.
/// </summary>
internal sealed class ErrantRecordReporter(ErrorHandler errors, TaskConverters converters) : IErrantRecordReporter
{
    private Exception? _fatal;

    public Task ReportAsync(SinkRecord record, Exception error)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            return errors.Report(new Failure(record.Origin ?? Consumed(record), ErrorStage.TaskPut, typeof(Put), error));
        }
        catch (ConnectException e)
        {
            Interlocked.CompareExchange(ref _fatal, e, null);
            throw;
        }
    }

    /// <summary>Throws what a report threw under <c>errors.tolerance=none</c>, should the task have swallowed it.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _fatal) is { } fatal)
        {
            throw new ConnectException(fatal.Message, fatal.InnerException);
        }
    }

    // A record that the task made itself has no bytes in Kafka; it is written as it would be in its topic.
    private ConsumeResult<byte[]?, byte[]?> Consumed(SinkRecord record)
    {
        var headers = new RawHeaders();
        foreach (var header in record.Headers)
        {
            headers.Add(header.Key, converters.Header.FromConnectHeader(record.Topic, header.Key, header.Schema, header.Value));
        }

        var message = new Message<byte[]?, byte[]?>
        {
            Key = converters.Key.FromConnect(record.Topic, headers, record.KeySchema, record.Key),
            Value = converters.Value.FromConnect(record.Topic, headers, record.ValueSchema, record.Value),
            Headers = [],
        };
        if (record.Timestamp is { } timestamp)
        {
            message.Timestamp = new Timestamp(timestamp, Confluent.Kafka.TimestampType.CreateTime);
        }

        foreach (var header in headers)
        {
            message.Headers.Add(header.Key, header.Value);
        }

        return new ConsumeResult<byte[]?, byte[]?>
        {
            Message = message,
            TopicPartitionOffset = new TopicPartitionOffset(record.Topic, record.Partition ?? record.OriginalPartition, record.Offset),
        };
    }

    /// <summary>Stands for what was executed when a sink task reports a record.</summary>
    [ConnectName("org.apache.kafka.connect.sink.SinkTask")]
    private static class Put;
}

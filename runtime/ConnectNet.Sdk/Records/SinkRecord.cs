using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Records;

/// <summary>A record consumed from Kafka for a sink task. Transformations may change topic and partition; the original place stays.</summary>
public sealed record SinkRecord : ConnectRecord
{
    /// <summary>Offset in the original partition.</summary>
    public required long Offset { get; init; }

    /// <summary>What the timestamp means.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.NoTimestampType;

    /// <summary>Topic the record was consumed from; offsets are committed for it.</summary>
    public required string OriginalTopic { get; init; }

    /// <summary>Partition the record was consumed from.</summary>
    public required int OriginalPartition { get; init; }

    /// <summary>The original topic and partition.</summary>
    public TopicPartition OriginalTopicPartition => new(OriginalTopic, OriginalPartition);

    /// <summary>Java's text.</summary>
    public override string ToString() =>
        $"SinkRecord{{kafkaOffset={Offset}, timestampType={TimestampType}, originalTopic={OriginalTopic}, originalKafkaPartition={OriginalPartition}, "
        + $"originalKafkaOffset={Offset}}} ConnectRecord{{topic='{Topic}', kafkaPartition={Partition?.ToString() ?? "null"}, key={Values.JavaText(Key)}, "
        + $"keySchema={KeySchema?.ToString() ?? "null"}, value={Values.JavaText(Value)}, valueSchema={ValueSchema?.ToString() ?? "null"}, "
        + $"timestamp={Timestamp?.ToString() ?? "null"}, headers={Headers}}}";
}

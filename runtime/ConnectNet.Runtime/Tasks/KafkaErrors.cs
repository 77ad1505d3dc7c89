using Confluent.Kafka;
using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Tasks;

/// <summary>librdkafka's errors as exceptions with Java's names where an operator may look for them.</summary>
internal static class KafkaErrors
{
    public static Exception Of(Error error) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge => RecordTooLarge("The request included a message larger than the max message size the server will accept."),
        ErrorCode.Local_MsgTimedOut or ErrorCode.RequestTimedOut => new RequestTimeoutException(error.Reason),
        ErrorCode.TopicAuthorizationFailed => new TopicAuthorizationException(error.Reason),
        ErrorCode.GroupAuthorizationFailed => new GroupAuthorizationException(error.Reason),
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => new AuthenticationException(error.Reason),
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            new UnknownTopicOrPartitionException(error.Reason),
        ErrorCode.InvalidRecord => new InvalidRecordException(error.Reason),
        ErrorCode.InvalidProducerEpoch => new InvalidProducerEpochException(error.Reason),
        ErrorCode.ProducerFenced or ErrorCode.Local_Fenced => new ProducerFencedException(error.Reason),
        ErrorCode.TransactionalIdAuthorizationFailed => new TransactionalIdAuthorizationException(error.Reason),
        _ => new Sdk.Errors.KafkaException(error.Reason + " (" + error.Code + ")"),
    };

    public static Exception RecordTooLarge(string message) => new RecordTooLargeException(message);

    public static Exception NoOffset(IEnumerable<Confluent.Kafka.TopicPartition> partitions) => new NoOffsetForPartitionException(
        $"Undefined offset with no reset policy for partitions: [{string.Join(", ", partitions.Select(static p => p.Topic + "-" + p.Partition.Value))}]");

    public static Exception OffsetOutOfRange(TopicPartitionOffset position) => new OffsetOutOfRangeException(
        $"Fetch position FetchPosition{{offset={position.Offset.Value}}} is out of range for partition {position.Topic}-{position.Partition.Value}");

    [ConnectName("org.apache.kafka.clients.consumer.NoOffsetForPartitionException")]
    private sealed class NoOffsetForPartitionException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.clients.consumer.OffsetOutOfRangeException")]
    private sealed class OffsetOutOfRangeException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.InvalidRecordException")]
    private sealed class InvalidRecordException(string message) : Sdk.Errors.KafkaException(message);

    /// <summary>The producer's epoch is over: its transaction took too long, or another producer has its transactional id.</summary>
    [ConnectName("org.apache.kafka.common.errors.InvalidProducerEpochException")]
    internal sealed class InvalidProducerEpochException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.ProducerFencedException")]
    private sealed class ProducerFencedException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.TransactionalIdAuthorizationException")]
    private sealed class TransactionalIdAuthorizationException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.RecordTooLargeException")]
    private sealed class RecordTooLargeException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.TimeoutException")]
    private sealed class RequestTimeoutException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.TopicAuthorizationException")]
    private sealed class TopicAuthorizationException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.GroupAuthorizationException")]
    private sealed class GroupAuthorizationException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.SaslAuthenticationException")]
    private sealed class AuthenticationException(string message) : Sdk.Errors.KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.UnknownTopicOrPartitionException")]
    private sealed class UnknownTopicOrPartitionException(string message) : Sdk.Errors.KafkaException(message);
}

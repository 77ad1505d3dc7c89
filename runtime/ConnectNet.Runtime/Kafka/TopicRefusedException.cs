using Confluent.Kafka;
using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Kafka;

/// <summary>The brokers do not create a topic as it was asked for; operators see the names of Java's exceptions.</summary>
internal abstract class TopicRefusedException : Sdk.Errors.KafkaException
{
    private TopicRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>The exception for InvalidConfig or InvalidReplicationFactor.</summary>
    public static TopicRefusedException Of(Error error) =>
        error.Code == ErrorCode.InvalidConfig ? new InvalidConfigurationException(error.Reason) : new InvalidReplicationFactorException(error.Reason);

    /// <summary>There are fewer brokers than replicas.</summary>
    [ConnectName("org.apache.kafka.common.errors.InvalidReplicationFactorException")]
    internal sealed class InvalidReplicationFactorException(string message) : TopicRefusedException(message);

    [ConnectName("org.apache.kafka.common.errors.InvalidConfigurationException")]
    private sealed class InvalidConfigurationException(string message) : TopicRefusedException(message);
}

using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Converters;

/// <summary>What Kafka's serializers throw; the cause of a converter's error, seen in traces.</summary>
/// <param name="message">What is wrong; null takes the cause's class and message.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.common.errors.SerializationException")]
internal sealed class SerializationException(string? message, Exception? cause = null) : KafkaException(message, cause);

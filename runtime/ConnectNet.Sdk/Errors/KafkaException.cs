namespace ConnectNet.Sdk.Errors;

/// <summary>The root of all errors of Kafka and Kafka Connect.</summary>
[ConnectName("org.apache.kafka.common.KafkaException")]
public class KafkaException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong; null takes the cause's class and message, as in Java.</param>
    /// <param name="cause">The exception that led to this one, or null.</param>
    public KafkaException(string? message, Exception? cause = null)
        : base(message ?? (cause is null ? null : ConnectNames.Of(cause.GetType()) + ": " + cause.Message), cause)
    {
    }
}

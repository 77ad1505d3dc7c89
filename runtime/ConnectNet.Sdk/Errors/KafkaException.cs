namespace ConnectNet.Sdk.Errors;

/// <summary>The root of all errors of Kafka and Kafka Connect.</summary>
[ConnectName("org.apache.kafka.common.KafkaException")]
public class KafkaException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong; null takes the cause's class and message, as in Java.</param>
    /// <param name="cause">The exception that led to this one, or null.</param>
    public KafkaException(string? message, Exception? cause = null)
        : base(message ?? (cause is null ? null : LineOf(cause)), cause)
    {
        HasMessage = message is not null || cause is not null;
    }

    /// <summary>False where neither text nor cause was given; what .NET says then is no text of anybody's.</summary>
    private bool HasMessage { get; }

    /// <summary>An exception in one line: its class and, where it has one, its message.</summary>
    internal static string LineOf(Exception error) => ConnectNames.Of(error.GetType()) + (MessageOf(error) is { } message ? ": " + message : "");

    /// <summary>The message of an exception; null where it was made without one.</summary>
    internal static string? MessageOf(Exception error) => error is KafkaException { HasMessage: false } ? null : error.Message;
}

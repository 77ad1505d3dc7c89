namespace ConnectNet.Sdk.Errors;

/// <summary>The root of what the worker and its plug-ins throw; a task that throws it fails.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.ConnectException")]
public class ConnectException(string? message, Exception? cause = null) : KafkaException(message, cause);

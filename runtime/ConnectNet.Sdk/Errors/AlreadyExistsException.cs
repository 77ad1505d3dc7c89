namespace ConnectNet.Sdk.Errors;

/// <summary>A named thing, such as a connector, exists already.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.AlreadyExistsException")]
public sealed class AlreadyExistsException(string? message, Exception? cause = null) : ConnectException(message, cause);

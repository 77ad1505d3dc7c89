namespace ConnectNet.Sdk.Errors;

/// <summary>A method was called at a time when the worker cannot serve it.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.IllegalWorkerStateException")]
public sealed class IllegalWorkerStateException(string? message, Exception? cause = null) : ConnectException(message, cause);

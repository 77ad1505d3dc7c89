namespace ConnectNet.Sdk.Errors;

/// <summary>A passing fault: the same operation may succeed when it is tried again.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.RetriableException")]
public class RetriableException(string? message, Exception? cause = null) : ConnectException(message, cause);

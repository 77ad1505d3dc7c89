namespace ConnectNet.Sdk.Errors;

/// <summary>A value does not fit its schema, or cannot be converted.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.DataException")]
public class DataException(string? message, Exception? cause = null) : ConnectException(message, cause);

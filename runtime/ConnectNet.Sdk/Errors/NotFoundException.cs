namespace ConnectNet.Sdk.Errors;

/// <summary>A named thing, such as a connector, does not exist.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.NotFoundException")]
public sealed class NotFoundException(string? message, Exception? cause = null) : ConnectException(message, cause);

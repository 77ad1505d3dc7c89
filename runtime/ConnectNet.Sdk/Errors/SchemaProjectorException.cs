namespace ConnectNet.Sdk.Errors;

/// <summary>A value of one schema cannot be shown under another.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.SchemaProjectorException")]
public sealed class SchemaProjectorException(string? message, Exception? cause = null) : DataException(message, cause);

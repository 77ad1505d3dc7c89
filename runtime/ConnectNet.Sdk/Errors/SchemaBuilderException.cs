namespace ConnectNet.Sdk.Errors;

/// <summary>A schema is built against the rules, for example with a default value that does not fit.</summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
[ConnectName("org.apache.kafka.connect.errors.SchemaBuilderException")]
public sealed class SchemaBuilderException(string? message, Exception? cause = null) : DataException(message, cause);

namespace ConnectNet.Runtime.Logging;

/// <summary>The level of a logger as REST shows it.</summary>
/// <param name="Level">The level in force.</param>
/// <param name="LastModified">When it last changed over REST, in milliseconds since 1970; null if never.</param>
internal sealed record LoggerLevel(JavaLevel Level, long? LastModified);

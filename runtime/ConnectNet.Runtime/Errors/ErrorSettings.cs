namespace ConnectNet.Runtime.Errors;

/// <summary>A connector's <c>errors.*</c> keys about retries and tolerance.</summary>
/// <param name="RetryTimeoutMs">How long an operation is retried; -1 without end, 0 not at all.</param>
/// <param name="RetryDelayMaxMs">The longest pause between two attempts.</param>
/// <param name="Tolerates">Whether records that fail are skipped.</param>
internal sealed record ErrorSettings(long RetryTimeoutMs, long RetryDelayMaxMs, bool Tolerates);

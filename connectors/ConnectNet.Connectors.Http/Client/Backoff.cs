namespace ConnectNet.Connectors.Http.Client;

/// <summary>Waiting times of repeated attempts.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Exponential with full jitter, so that tasks that failed together do not come back together.</summary>
    /// <param name="attempt">1 for the first failure.</param>
    /// <param name="unit">A random number in [0, 1).</param>
    public static TimeSpan Transient(int attempt, double unit) =>
        TimeSpan.FromMilliseconds(1 + (Doubled(First, attempt, Longest).TotalMilliseconds * unit));

    /// <summary>Doubled with each attempt, up to a limit.</summary>
    public static TimeSpan Doubled(TimeSpan first, int attempt, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Min(attempt - 1, 30));
        return wait < longest ? wait : longest;
    }
}

namespace ConnectNet.Connectors.BigQuery.Rest;

/// <summary>Waits between tries: full jitter below a bound that doubles from the configured one up to 30 seconds.</summary>
internal sealed class Backoff(TimeSpan first)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private int _tries;

    public int Tries => _tries;

    public TimeSpan Next()
    {
        var bound = Math.Min(Longest.TotalMilliseconds, Math.Max(10, first.TotalMilliseconds) * Math.Pow(2, Math.Min(_tries++, 20)));
        return TimeSpan.FromMilliseconds(bound * Random.Shared.NextDouble());
    }

    public void Reset() => _tries = 0;
}

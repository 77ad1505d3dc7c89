namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// A bucket of calls per second and a budget of calls per day (UTC). It never waits: it says how long a caller has to do something
/// else. Limits of an app are shared by all tasks, so each task is given its part. Thread safe.
/// </summary>
internal sealed class RequestLimiter(double perSecond, long perDay, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly double _burst = Math.Max(1, perSecond);
    private double _tokens = Math.Max(1, perSecond);
    private DateTimeOffset _filledAt = clock.GetUtcNow();
    private DateOnly _day;
    private long _today;

    /// <summary>Takes one call; zero when it may be made now, else the time to wait, and nothing was taken.</summary>
    public TimeSpan TryTake()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (DateOnly.FromDateTime(now.UtcDateTime) is var day && day != _day)
            {
                (_day, _today) = (day, 0);
            }

            if (perDay > 0 && _today >= perDay)
            {
                return now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
            }

            _tokens = Math.Min(_burst, _tokens + ((now - _filledAt).TotalSeconds * perSecond));
            _filledAt = now;
            if (_tokens < 1)
            {
                return TimeSpan.FromSeconds((1 - _tokens) / perSecond) + TimeSpan.FromMilliseconds(1);
            }

            _tokens--;
            _today++;
            return TimeSpan.Zero;
        }
    }
}

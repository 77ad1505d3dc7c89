using System.Diagnostics;

namespace ConnectNet.Sdk.Java;

/// <summary>Ends a match that takes longer than allowed. It looks at the time only every so many steps, the first time included.</summary>
internal struct MatchClock(TimeSpan limit)
{
    private const int Interval = 1 << 16;

    private int _left = Interval;
    private long _started;

    /// <exception cref="MatchLimitException">The time is over.</exception>
    public void Take(int steps)
    {
        _left -= steps;
        if (_left < 0)
        {
            Look();
        }
    }

    private void Look()
    {
        _left = Interval;
        if (_started == 0)
        {
            _started = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_started) > limit)
        {
            throw new MatchLimitException($"gave no answer within {limit.TotalSeconds:0.###} s");
        }
    }
}

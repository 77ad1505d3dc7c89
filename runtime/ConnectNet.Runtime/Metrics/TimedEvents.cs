namespace ConnectNet.Runtime.Metrics;

/// <summary>How often something happened (<c>name_total</c>), how long it took each time, and when it last did. Thread-safe.</summary>
internal sealed class TimedEvents
{
    private readonly Sensor _count;
    private long _last = -1;

    public TimedEvents(MetricGroup group, string name)
    {
        _count = group.Sensor();
        Times = group.Sensor();
        group.Counter(name + "_total", () => _count.Total);
    }

    /// <summary>In milliseconds.</summary>
    public Sensor Times { get; }

    /// <summary>Whole seconds since the last one, or -1 before the first.</summary>
    public double SecondsAgo => Volatile.Read(ref _last) is >= 0 and var last ? (Times.Time.GetUtcNow().ToUnixTimeMilliseconds() - last) / 1000 : -1;

    public void Record(TimeSpan took)
    {
        Times.Record(Math.Floor(took.TotalMilliseconds));
        _count.Record(1);
        Volatile.Write(ref _last, Times.Time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}

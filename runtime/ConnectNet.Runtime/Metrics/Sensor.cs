namespace ConnectNet.Runtime.Metrics;

/// <summary>Takes values and gives the statistics over them. Thread-safe.</summary>
internal sealed class Sensor(TimeProvider time, MetricWindow window)
{
    private readonly Lock _lock = new();
    private readonly WindowedStat _stat = new(window);
    private double _total;

    public TimeProvider Time => time;

    public double Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    public double Max => Read(static (stat, now) => stat.Max(now));

    public double Min => Read(static (stat, now) => stat.Min(now));

    public double Average => Read(static (stat, now) => stat.Average(now));

    public double Rate => Read(static (stat, now) => stat.Rate(now));

    /// <summary>Of a sensor that takes 1 and 0: the share of ones.</summary>
    public double SuccessShare => Read(static (stat, now) => stat.Share(1, now));

    /// <summary>Of a sensor that takes 1 and 0: the share of zeroes.</summary>
    public double FailureShare => Read(static (stat, now) => stat.Share(0, now));

    public void Record(double value)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            _total += value;
            _stat.Record(value, now);
        }
    }

    private double Read(Func<WindowedStat, long, double> read)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            return read(_stat, now);
        }
    }
}

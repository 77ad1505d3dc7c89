namespace ConnectNet.Runtime.Metrics;

/// <summary>How long a statistic remembers: the worker's <c>metrics.sample.window.ms</c> and <c>metrics.num.samples</c>.</summary>
internal sealed record MetricWindow(long SampleMs, int Samples)
{
    public static readonly MetricWindow Default = new(30_000, 2);
}

/// <summary>
/// A statistic over the last samples, with the samples of Kafka's own metrics: a sample takes values for its window, one more than
/// configured is kept because the oldest may overlap the window, and samples without a value for the whole window are emptied. Not
/// thread-safe; sensors lock.
/// </summary>
internal sealed class WindowedStat(MetricWindow window)
{
    private readonly List<Sample> _samples = new(window.Samples + 1);
    private int _current;

    public void Record(double value, long now)
    {
        if (_samples.Count == 0)
        {
            _samples.Add(new Sample(now));
        }

        var sample = _samples[_current];
        if (now - sample.Start >= window.SampleMs)
        {
            sample = Advance(now);
        }

        sample.Sum += value;
        sample.Max = Math.Max(sample.Max, value);
        sample.Min = Math.Min(sample.Min, value);
        sample.Count++;
        sample.Last = now;
    }

    public double Max(long now)
    {
        Purge(now);
        var max = double.NegativeInfinity;
        foreach (var sample in _samples)
        {
            max = Math.Max(max, sample.Max);
        }

        return Count() == 0 ? double.NaN : max;
    }

    public double Min(long now)
    {
        Purge(now);
        var min = double.PositiveInfinity;
        foreach (var sample in _samples)
        {
            min = Math.Min(min, sample.Min);
        }

        return Count() == 0 ? double.NaN : min;
    }

    public double Average(long now)
    {
        Purge(now);
        var count = Count();
        return count == 0 ? double.NaN : Sum() / count;
    }

    /// <summary>The share of recorded ones among recorded ones and zeroes; 0 before the first.</summary>
    public double Share(double value, long now)
    {
        Purge(now);
        var count = Count();
        return count == 0 ? 0 : (value > 0 ? Sum() : count - Sum()) / count;
    }

    /// <summary>Sum per second; a window that is not full yet counts as if it were all but one sample full.</summary>
    public double Rate(long now)
    {
        Purge(now);
        var elapsed = now - Oldest(now);
        var missing = window.Samples - 1 - (int)(elapsed / window.SampleMs);
        if (missing > 0)
        {
            elapsed += missing * window.SampleMs;
        }

        return Sum() / (Math.Max(elapsed, 1) / 1000.0);
    }

    private Sample Advance(long now)
    {
        _current = (_current + 1) % (window.Samples + 1);
        if (_current >= _samples.Count)
        {
            _samples.Add(new Sample(now));
        }
        else
        {
            _samples[_current].Reset(now);
        }

        return _samples[_current];
    }

    private void Purge(long now)
    {
        foreach (var sample in _samples)
        {
            if (now - sample.Last >= window.Samples * window.SampleMs)
            {
                sample.Reset(now);
            }
        }
    }

    private long Oldest(long now)
    {
        var oldest = now;
        foreach (var sample in _samples)
        {
            oldest = Math.Min(oldest, sample.Start);
        }

        return oldest;
    }

    private double Sum()
    {
        var sum = 0.0;
        foreach (var sample in _samples)
        {
            sum += sample.Sum;
        }

        return sum;
    }

    private long Count()
    {
        var count = 0L;
        foreach (var sample in _samples)
        {
            count += sample.Count;
        }

        return count;
    }

    private sealed class Sample
    {
        public long Count;
        public double Sum;
        public double Max;
        public double Min;
        public long Start;
        public long Last;

        public Sample(long now)
        {
            Reset(now);
        }

        public void Reset(long now)
        {
            Count = 0;
            Sum = 0;
            Max = double.NegativeInfinity;
            Min = double.PositiveInfinity;
            Start = now;
            Last = now;
        }
    }
}

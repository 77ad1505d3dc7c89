using System.Diagnostics;

namespace ConnectNet.TestKit.Cluster;

/// <summary>Times that were measured, and what to say of them.</summary>
internal sealed class Latencies
{
    private readonly List<TimeSpan> _times = [];

    public int Count => _times.Count;

    public TimeSpan P99 => At(0.99);

    public void Add(TimeSpan time) => _times.Add(time);

    public async Task MeasureAsync(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        Add(clock.Elapsed);
    }

    public override string ToString() =>
        $"{Count} times: median {At(0.5).TotalMilliseconds:0} ms, p99 {P99.TotalMilliseconds:0} ms, greatest {At(1).TotalMilliseconds:0} ms";

    private TimeSpan At(double share)
    {
        var sorted = _times.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Min((int)(share * sorted.Count), sorted.Count - 1)];
    }
}

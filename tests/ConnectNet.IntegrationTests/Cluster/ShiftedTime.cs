namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>The real clock, which a test sets forward at once, as for a process that stood still. Timers do not notice.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override long GetTimestamp() => System.GetTimestamp() + (Interlocked.Read(ref _ticks) * System.TimestampFrequency / TimeSpan.TicksPerSecond);

    public void Shift(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}

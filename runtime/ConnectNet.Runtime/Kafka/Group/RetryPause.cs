namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The pauses between failed attempts: longer with each one in a row, with some chance in it. For the polling thread.</summary>
internal sealed class RetryPause(GroupMemberSettings settings, PollSignal signal)
{
    private int _failures;

    /// <summary>Lets the time pass; only a wake-up ends it early.</summary>
    public PollSignal.Outcome Wait()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 20)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
        var pause = Math.Min(settings.RetryBackoff.TotalMilliseconds * factor, settings.RetryBackoffMax.TotalMilliseconds);
        return signal.Pause(TimeSpan.FromMilliseconds(pause));
    }

    public void Reset() => _failures = 0;
}

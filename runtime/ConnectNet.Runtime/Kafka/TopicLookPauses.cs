namespace ConnectNet.Runtime.Kafka;

/// <summary>The pauses between questions for topics that are missing: Java's <c>retry.backoff.ms</c>, doubled up to <c>retry.backoff.max.ms</c>.</summary>
internal sealed class TopicLookPauses(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private TimeSpan _pause = first < longest ? first : longest;
    private long? _began;

    /// <summary>Whether to ask.</summary>
    public bool IsOver => _began is not { } began || time.GetElapsedTime(began) >= _pause;

    /// <summary>Something new is missing: asked for at once.</summary>
    public void Restart()
    {
        _pause = first < longest ? first : longest;
        _began = null;
    }

    /// <summary>It was asked for: the next question waits, longer than the last one did.</summary>
    public void Begin()
    {
        _pause = _began is null ? _pause : _pause * 2 < longest ? _pause * 2 : longest;
        _began = time.GetTimestamp();
    }
}

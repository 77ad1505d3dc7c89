namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// What is on its way to a topic that takes smaller batches than a producer makes. No more is let in than may be in one batch, so that no batch is
/// refused: librdkafka does not split one, as Java's producer does. A record that is too large alone goes alone, for the broker to refuse. Thread-safe.
/// </summary>
/// <param name="limit">Bytes of a batch that the topic takes; 0 lets one record in at a time.</param>
internal sealed class TopicRoom(long limit)
{
    private readonly object _lock = new();
    private long _pending;

    /// <summary>Lets a record of this size in, if there is room.</summary>
    public bool TryEnter(long size)
    {
        lock (_lock)
        {
            if (_pending > 0 && _pending + size > limit)
            {
                return false;
            }

            _pending += size;
            return true;
        }
    }

    /// <summary>A record of this size has been answered.</summary>
    public void Leave(long size)
    {
        lock (_lock)
        {
            _pending -= size;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until nothing is on its way: batches as full as they may be, not one record after the other.</summary>
    public void AwaitEmpty(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static room => ((TopicRoom)room!).Leave(0), this);
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            while (_pending > 0 && !cancellationToken.IsCancellationRequested)
            {
                var left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_lock, TimeSpan.FromMilliseconds(left)))
                {
                    return;
                }
            }
        }
    }
}

/// <summary>A record's part of a topic's room; none where the topic takes all batches.</summary>
internal readonly record struct TopicShare(TopicRoom? Room, long Size)
{
    public void Leave() => Room?.Leave(Size);
}

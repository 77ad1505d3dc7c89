namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A record on its way to Kafka, in the queue of its source partition. Filled and read by the task's thread; <see cref="Ack"/> comes from
/// the producer's. Reused once it has left the queue.
/// </summary>
internal class SubmittedRecord
{
    private SubmittedRecordCounter? _counter;
    private int _acked;

    /// <summary>Where to go on in the source after this record.</summary>
    public IReadOnlyDictionary<string, object?>? Offset { get; private set; }

    public bool IsAcked => Volatile.Read(ref _acked) != 0;

    /// <summary>The record is in Kafka, or will never be: it holds back no offset any more.</summary>
    public void Ack()
    {
        var counter = _counter!;
        if (Interlocked.Exchange(ref _acked, 1) == 0)
        {
            counter.Done();
        }
    }

    internal void Reset(SubmittedRecordCounter counter, IReadOnlyDictionary<string, object?>? offset)
    {
        _counter = counter;
        Offset = offset;
        Volatile.Write(ref _acked, 0);
    }
}

/// <summary>Counts records that are neither acked nor dropped. Thread-safe.</summary>
internal sealed class SubmittedRecordCounter
{
    private readonly object _lock = new();
    private int _pending;
    private bool _waiting;

    public int Pending => Volatile.Read(ref _pending);

    public void Added() => Interlocked.Increment(ref _pending);

    public void Done()
    {
        if (Interlocked.Decrement(ref _pending) == 0 && Volatile.Read(ref _waiting))
        {
            lock (_lock)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Waits until nothing is pending; nothing may be added meanwhile.</summary>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static counter => ((SubmittedRecordCounter)counter!).Wake(), this);
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            Volatile.Write(ref _waiting, true);
            Interlocked.MemoryBarrier();
            while (Pending > 0 && !cancellationToken.IsCancellationRequested)
            {
                var left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_lock, TimeSpan.FromMilliseconds(left)))
                {
                    break;
                }
            }
        }

        return Pending == 0;
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}

using System.Runtime.InteropServices;

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

    /// <summary>The record has left the queue: it must not keep anything alive while it waits to be used again.</summary>
    internal virtual void Release() => Offset = null;

    internal void Reset(SubmittedRecordCounter counter, IReadOnlyDictionary<string, object?>? offset)
    {
        _counter = counter;
        Offset = offset;
        Volatile.Write(ref _acked, 0);
    }
}

/// <summary>
/// Counts records that are neither acked nor dropped. <see cref="Added"/> and the waiting belong to the task's thread, <see cref="Done"/> may
/// come from any. The two counts stand apart in memory, and the task looks at the other one seldom: each look costs both threads.
/// </summary>
internal sealed class SubmittedRecordCounter
{
    private const long Nobody = long.MaxValue;

    private readonly object _lock = new();
    private Counts _counts = new();

    public int Pending => (int)(_counts.Added - Interlocked.Read(ref _counts.Done));

    public void Added() => _counts.Added++;

    public void Done()
    {
        if (Interlocked.Increment(ref _counts.Done) >= Volatile.Read(ref _counts.Awaited))
        {
            Wake();
        }
    }

    /// <summary>Whether less than a number of records is pending, as far as the task's thread knows.</summary>
    public bool HasRoom(int limit)
    {
        if (_counts.Added - _counts.DoneSeen < limit)
        {
            return true;
        }

        _counts.DoneSeen = Interlocked.Read(ref _counts.Done);
        return _counts.Added - _counts.DoneSeen < limit;
    }

    /// <summary>Waits until no more than a number of records is pending; nothing may be added meanwhile.</summary>
    /// <returns>False when the time has passed, or the token was cancelled, before.</returns>
    public bool Wait(int atMost, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static counter => ((SubmittedRecordCounter)counter!).Wake(), this);
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            Volatile.Write(ref _counts.Awaited, _counts.Added - atMost);
            Interlocked.MemoryBarrier();
            while (Pending > atMost && !cancellationToken.IsCancellationRequested)
            {
                var left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_lock, TimeSpan.FromMilliseconds(left)))
                {
                    break;
                }
            }

            Volatile.Write(ref _counts.Awaited, Nobody);
        }

        return Pending <= atMost;
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>What the task's thread writes, and what the producer's writes, in cache lines of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counts
    {
        [FieldOffset(0)]
        public long Added;

        [FieldOffset(8)]
        public long DoneSeen;

        [FieldOffset(128)]
        public long Awaited;

        [FieldOffset(256)]
        public long Done;

        public Counts()
        {
            Awaited = Nobody;
        }
    }
}

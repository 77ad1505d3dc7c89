using System.Runtime.InteropServices;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Counts what was handed out and has not come back: records, or their bytes. <see cref="Added"/> and the waiting belong to the task's
/// thread, <see cref="Done"/> may come from any. The two counts stand apart in memory, and the task looks at the other one seldom: each look
/// costs both threads.
/// </summary>
internal sealed class PendingCount
{
    private const long Nobody = long.MaxValue;

    private readonly object _lock = new();
    private Counts _counts = new();

    public long Pending => Volatile.Read(ref _counts.Added) - Interlocked.Read(ref _counts.Done);

    public void Added(long number) => Volatile.Write(ref _counts.Added, _counts.Added + number);

    public void Done(long number)
    {
        if (Interlocked.Add(ref _counts.Done, number) >= Volatile.Read(ref _counts.Awaited))
        {
            Wake();
        }
    }

    /// <summary>Whether less than a limit is pending, as far as the task's thread knows.</summary>
    public bool HasRoom(long limit)
    {
        if (_counts.Added - _counts.DoneSeen < limit)
        {
            return true;
        }

        _counts.DoneSeen = Interlocked.Read(ref _counts.Done);
        return _counts.Added - _counts.DoneSeen < limit;
    }

    /// <summary>Waits until no more than a number is pending; nothing may be added meanwhile.</summary>
    /// <returns>False when the time has passed, or the token was cancelled, before.</returns>
    public bool Wait(long atMost, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static counter => ((PendingCount)counter!).Wake(), this);
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

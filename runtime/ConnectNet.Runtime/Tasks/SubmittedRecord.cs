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
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private int _pending;
    private int _waiting;

    public int Pending => Volatile.Read(ref _pending);

    public void Added() => Interlocked.Increment(ref _pending);

    public void Done()
    {
        if (Interlocked.Decrement(ref _pending) == 0 && Volatile.Read(ref _waiting) != 0)
        {
            lock (_lock)
            {
                _idle.Set();
            }
        }
    }

    /// <summary>Waits until nothing is pending; nothing may be added meanwhile.</summary>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _idle.Reset();
            Interlocked.Exchange(ref _waiting, 1);
            if (Pending == 0)
            {
                return true;
            }
        }

        try
        {
            return _idle.Wait(timeout, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

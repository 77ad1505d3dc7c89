namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A record on its way to Kafka, in the queue of its source partition. Filled and read by the task's thread; <see cref="Ack"/> comes from
/// the producer's. Reused once it has left the queue.
/// </summary>
internal class SubmittedRecord
{
    private PendingCount? _counter;
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
            counter.Done(1);
        }
    }

    /// <summary>The record has left the queue: it must not keep anything alive while it waits to be used again.</summary>
    internal virtual void Release() => Offset = null;

    internal void Reset(PendingCount counter, IReadOnlyDictionary<string, object?>? offset)
    {
        _counter = counter;
        Offset = offset;
        Volatile.Write(ref _acked, 0);
    }
}

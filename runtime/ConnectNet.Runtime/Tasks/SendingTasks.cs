namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The worker's source tasks that are sending records at this moment. They share what may be on its way to Kafka: what outlives the garbage
/// collector's young generations while it waits costs more than all else that is done with it. Thread-safe.
/// </summary>
internal sealed class SendingTasks
{
    // Of the records of a usual size, as many as fill a batch of Java's producer.
    private const int Least = 250;
    private int _count;

    /// <summary>A task begins to send.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>It has sent what it had.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>How many records each of them may have on their way.</summary>
    /// <param name="alone">How many a task that sends alone may have.</param>
    public int Share(int alone) => Math.Min(alone, Math.Max(Least, alone / Math.Max(1, Volatile.Read(ref _count))));
}

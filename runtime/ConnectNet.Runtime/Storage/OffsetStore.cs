namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Where source offsets are kept, as bytes: keys and values are those of Java's offsets topic. All members may be called by any thread.
/// </summary>
internal abstract class OffsetStore
{
    /// <summary>Reads everything there is; blocks.</summary>
    public abstract void Start();

    public abstract void Stop();

    /// <summary>
    /// Looks up values after reading everything written so far. The answer has one entry per given key, by content of the bytes; null where
    /// nothing is known.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<byte[], byte[]?>> GetAsync(
        IReadOnlyCollection<byte[]> keys, CancellationToken cancellationToken);

    /// <summary>Writes values; null removes a key. Ends when all of them are durable, or fails with the first error.</summary>
    public abstract Task SetAsync(
        IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values, CancellationToken cancellationToken);

    /// <summary>What was set through a transactional producer has been committed with its transaction; <see cref="SetAsync"/> is not enough there.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>The source partitions with an offset that a connector is known to have, in the order of Java's answer.</summary>
    public abstract IReadOnlyCollection<IReadOnlyDictionary<string, object?>> ConnectorPartitions(string connector);
}

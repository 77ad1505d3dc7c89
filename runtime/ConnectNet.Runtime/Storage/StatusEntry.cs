namespace ConnectNet.Runtime.Storage;

/// <summary>
/// What the status topic last said of one connector or task, and how many writes this worker has begun for it. Used under the lock of its
/// store.
/// </summary>
internal sealed class StatusEntry<T>
    where T : class
{
    public T? Value { get; set; }

    /// <summary>The topic said that the connector or task is gone; a retry must not bring it back.</summary>
    public bool Deleted { get; set; }

    /// <summary>Number of the newest write.</summary>
    public int Sequence { get; set; }
}

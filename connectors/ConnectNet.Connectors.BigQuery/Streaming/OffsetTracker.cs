using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>One record's offset, until it is safe to commit past it.</summary>
internal sealed class OffsetSlot(long offset)
{
    private volatile bool _done;

    public long Offset { get; } = offset;

    public bool IsDone => _done;

    public void Done() => _done = true;
}

/// <summary>
/// Which offsets may be committed: those before the first record that BigQuery has not acknowledged. Slots are added and asked for on the
/// task's thread and marked from any.
/// </summary>
internal sealed class OffsetTracker
{
    private readonly Dictionary<TopicPartition, Queue<OffsetSlot>> _outstanding = [];

    public OffsetSlot Add(TopicPartition partition, long offset)
    {
        if (!_outstanding.TryGetValue(partition, out var slots))
        {
            _outstanding[partition] = slots = new Queue<OffsetSlot>();
        }

        var slot = new OffsetSlot(offset);
        slots.Enqueue(slot);
        return slot;
    }

    /// <summary>For each partition the offset up to which everything is safe, given those after the last record put.</summary>
    public Dictionary<TopicPartition, long> Committable(IReadOnlyDictionary<TopicPartition, long> afterLast)
    {
        var safe = new Dictionary<TopicPartition, long>(afterLast.Count);
        foreach (var (partition, offset) in afterLast)
        {
            safe[partition] = First(partition) is { } open && open.Offset < offset ? open.Offset : offset;
        }

        return safe;
    }

    public bool HasOutstanding(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (First(partition) is not null)
            {
                return true;
            }
        }

        return false;
    }

    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _outstanding.Remove(partition);
        }
    }

    private OffsetSlot? First(TopicPartition partition)
    {
        if (!_outstanding.TryGetValue(partition, out var slots))
        {
            return null;
        }

        while (slots.TryPeek(out var slot))
        {
            if (!slot.IsDone)
            {
                return slot;
            }

            slots.Dequeue();
        }

        return null;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Remembers, for each source partition in the order of polling, which records Kafka has taken, and so which offset may be committed: that
/// of the last record before the first one not acked. Belongs to the task's thread, which alone calls it; only
/// <see cref="SubmittedRecord.Ack"/> comes from elsewhere, so there is no lock. Acked records leave the queues as new ones come, and
/// are reused.
/// </summary>
/// <param name="create">Makes a record.</param>
internal sealed class SubmittedRecords<T>(Func<T> create)
    where T : SubmittedRecord
{
    private readonly PendingCount _counter = new();
    private readonly Dictionary<PartitionKey, Partition> _partitions = [];
    private readonly Stack<T> _free = new();
    private Partition? _last;

    /// <summary>So many records may be on their way at a time; see <see cref="HasRoom"/>.</summary>
    public required int Limit { get; set; }

    /// <summary>Records neither acked nor dropped.</summary>
    public int Pending => (int)_counter.Pending;

    /// <summary>Appends a record to its source partition.</summary>
    public T Add(IReadOnlyDictionary<string, object?>? sourcePartition, IReadOnlyDictionary<string, object?>? sourceOffset)
    {
        var partition = Find(sourcePartition);
        if (_free.Count == 0)
        {
            Drain(partition);
        }

        if (!_free.TryPop(out var record))
        {
            record = create();
        }

        record.Reset(_counter, sourceOffset);
        _counter.Added(1);
        partition.Queue.Enqueue(record);
        return record;
    }

    /// <summary>Takes the record added last back: it was not sent.</summary>
    public void DropLast(IReadOnlyDictionary<string, object?>? sourcePartition)
    {
        var partition = Find(sourcePartition);
        var kept = partition.Queue.ToArray();
        partition.Queue.Clear();
        foreach (var record in kept.AsSpan(0, kept.Length - 1))
        {
            partition.Queue.Enqueue(record);
        }

        _counter.Done(1);
    }

    /// <summary>The offsets that became committable since the last call, one for each source partition.</summary>
    public IReadOnlyList<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>> TakeCommittable()
    {
        var offsets = new List<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>>();
        foreach (var (key, partition) in _partitions)
        {
            Drain(partition);
            if (partition.HasOffset)
            {
                offsets.Add(new(key.Map, partition.Offset));
                partition.HasOffset = false;
                partition.Offset = null;
            }
            else if (partition.Queue.Count == 0)
            {
                // Sources with ever new partitions must not grow.
                _partitions.Remove(key);
                _last = ReferenceEquals(_last, partition) ? null : _last;
            }
        }

        return offsets;
    }

    /// <summary>Waits until every record is acked or dropped.</summary>
    public bool AwaitAll(TimeSpan timeout, CancellationToken cancellationToken) => _counter.Wait(0, timeout, cancellationToken);

    /// <summary>Whether fewer records than the limit are on their way.</summary>
    public bool HasRoom => _counter.HasRoom(Limit);

    /// <summary>Waits until half of the records that may be on their way have arrived.</summary>
    public bool AwaitRoom(TimeSpan timeout, CancellationToken cancellationToken) => _counter.Wait(Limit / 2, timeout, cancellationToken);

    private Partition Find(IReadOnlyDictionary<string, object?>? map)
    {
        // Tasks mostly hand the same map with record after record.
        if (_last is { } last && ReferenceEquals(last.Map, map))
        {
            return last;
        }

        var key = new PartitionKey(map);
        if (!_partitions.TryGetValue(key, out var partition))
        {
            _partitions[key] = partition = new Partition();
        }

        partition.Map = map;
        _last = partition;
        return partition;
    }

    // I1: an offset becomes committable only when its record and all before it in the partition are acked.
    private void Drain(Partition partition)
    {
        while (partition.Queue.TryPeek(out var record) && record.IsAcked)
        {
            partition.Queue.Dequeue();
            partition.Offset = record.Offset;
            partition.HasOffset = true;
            if (_free.Count < Limit)
            {
                record.Release();
                _free.Push(record);
            }
        }
    }

    private sealed class Partition
    {
        public readonly Queue<T> Queue = new();

        public IReadOnlyDictionary<string, object?>? Map { get; set; }

        public IReadOnlyDictionary<string, object?>? Offset { get; set; }

        public bool HasOffset { get; set; }
    }

    /// <summary>A source partition by its content, whatever the order of its members.</summary>
    private readonly struct PartitionKey(IReadOnlyDictionary<string, object?>? map) : IEquatable<PartitionKey>
    {
        public IReadOnlyDictionary<string, object?>? Map => map;

        public bool Equals(PartitionKey other)
        {
            if (map is null || other.Map is null)
            {
                return map is null && other.Map is null;
            }

            if (map.Count != other.Map.Count)
            {
                return false;
            }

            foreach (var (key, value) in map)
            {
                if (!other.Map.TryGetValue(key, out var theirs) || !Equals(value, theirs))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals([NotNullWhen(true)] object? obj) => obj is PartitionKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = 0;
            foreach (var (key, value) in map ?? new Dictionary<string, object?>())
            {
                hash += HashCode.Combine(key, value);
            }

            return hash;
        }
    }
}

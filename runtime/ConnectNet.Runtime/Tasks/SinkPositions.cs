using System.Diagnostics.CodeAnalysis;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Where a sink task stands in one of its partitions; offsets are those of the next record.</summary>
internal sealed class SinkPosition
{
    /// <summary>After the last record read.</summary>
    public long Consumed { get; set; }

    /// <summary>After the last record that the task has taken.</summary>
    public long Current { get; set; }

    /// <summary>As last committed; where reading began before the first commit.</summary>
    public long Committed { get; set; }
}

/// <summary>Where a sink task stands in the partitions that it has. Task's thread only.</summary>
internal sealed class SinkPositions
{
    private readonly Dictionary<TopicPartition, SinkPosition> _positions = [];
    private string? _lastTopic;
    private int _lastPartition;
    private SinkPosition? _last;

    public IReadOnlyCollection<TopicPartition> Partitions => _positions.Keys;

    /// <summary>Records read but not committed.</summary>
    public long Active
    {
        get
        {
            var active = 0L;
            foreach (var position in _positions.Values)
            {
                active += Math.Max(0, position.Consumed - position.Committed);
            }

            return active;
        }
    }

    public void Add(TopicPartition partition, long offset)
    {
        _positions[partition] = new SinkPosition { Consumed = offset, Current = offset, Committed = offset };
        _last = null;
    }

    public void Remove(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _positions.Remove(partition);
        }

        _last = null;
    }

    public bool TryGet(TopicPartition partition, [NotNullWhen(true)] out SinkPosition? position) => _positions.TryGetValue(partition, out position);

    /// <summary>A record was read; it counts as taken only after the next successful put.</summary>
    public void Read(string topic, int partition, long offset)
    {
        if (_last is null || partition != _lastPartition || topic != _lastTopic)
        {
            (_lastTopic, _lastPartition) = (topic, partition);
            if (!_positions.TryGetValue(new TopicPartition(topic, partition), out _last))
            {
                return;
            }
        }

        _last.Consumed = offset + 1;
    }

    /// <summary>Everything read was put.</summary>
    public void Put()
    {
        foreach (var position in _positions.Values)
        {
            position.Current = position.Consumed;
        }
    }
}

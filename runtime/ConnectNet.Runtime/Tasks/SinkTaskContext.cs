using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a sink task is offered; used on its thread, but for asking for a commit. What it asks for is done by the worker's side before the next poll.</summary>
internal sealed class SinkTaskContext : ISinkTaskContext
{
    private readonly HashSet<TopicPartition> _assignment = [];
    private readonly HashSet<TopicPartition> _paused = [];
    private readonly Dictionary<TopicPartition, long> _rewinds = [];
    private volatile bool _commitRequested;

    public required Func<IReadOnlyDictionary<string, string?>> CurrentConfig { get; init; }

    public IReadOnlyDictionary<string, string?> Config => CurrentConfig();

    public required ILogger Logger { get; init; }

    public required Meter Meter { get; init; }

    public IErrantRecordReporter? ErrantRecords { get; init; }

    public IReadOnlySet<TopicPartition> Assignment => _assignment;

    /// <summary>Partitions that the task itself has paused.</summary>
    public IReadOnlySet<TopicPartition> PausedPartitions => _paused;

    /// <summary>Called when the task pauses (true) or resumes partitions; set by the worker's side.</summary>
    public Action<IReadOnlyCollection<TopicPartition>, bool> PauseChanged { get; set; } = static (_, _) => { };

    public bool CommitRequested
    {
        get => _commitRequested;
        set => _commitRequested = value;
    }

    public TimeSpan? RetryDelay { get; set; }

    public void Rewind(TopicPartition partition, long offset) => _rewinds[partition] = offset;

    public void RetryAfter(TimeSpan delay) => RetryDelay = delay;

    public void RequestCommit() => CommitRequested = true;

    public void Pause(IEnumerable<TopicPartition> partitions)
    {
        var list = Assigned(partitions, "SinkTasks may not pause partitions that are not currently assigned to them.");
        _paused.UnionWith(list);
        PauseChanged(list, true);
    }

    public void Resume(IEnumerable<TopicPartition> partitions)
    {
        var list = Assigned(partitions, "SinkTasks may not resume partitions that are not currently assigned to them.");
        _paused.ExceptWith(list);
        PauseChanged(list, false);
    }

    public void Assign(IEnumerable<TopicPartition> partitions) => _assignment.UnionWith(partitions);

    public void Unassign(IReadOnlyCollection<TopicPartition> partitions)
    {
        _assignment.ExceptWith(partitions);
        _paused.ExceptWith(partitions);
        foreach (var partition in partitions)
        {
            _rewinds.Remove(partition);
        }
    }

    /// <summary>Whether rewinds were asked for that the task has not taken yet.</summary>
    public bool HasRewinds => _rewinds.Count > 0;

    public bool IsRewinding(TopicPartition partition) => _rewinds.ContainsKey(partition);

    /// <summary>Takes the rewinds asked for since the last call.</summary>
    public IReadOnlyCollection<KeyValuePair<TopicPartition, long>> TakeRewinds()
    {
        if (_rewinds.Count == 0)
        {
            return [];
        }

        var rewinds = _rewinds.ToArray();
        _rewinds.Clear();
        return rewinds;
    }

    private List<TopicPartition> Assigned(IEnumerable<TopicPartition> partitions, string otherwise)
    {
        List<TopicPartition> list = [.. partitions];
        return list.TrueForAll(_assignment.Contains) ? list : throw new IllegalWorkerStateException(otherwise);
    }
}

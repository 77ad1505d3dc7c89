using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Sdk.Testing;

/// <summary>What a sink task is offered in a test. Keeps what the task asks for until the harness has looked at it.</summary>
internal sealed class SinkTaskContext(RunningPlugin plugin, IReadOnlyDictionary<string, string?> config, IErrantRecordReporter? reporter) : ISinkTaskContext
{
    private readonly HashSet<TopicPartition> _assignment = [];
    private readonly HashSet<TopicPartition> _paused = [];
    private readonly Dictionary<TopicPartition, long> _rewinds = [];
    private bool _commitRequested;

    public IReadOnlyDictionary<string, string?> Config => config;

    public ILogger Logger => plugin.Logger;

    public Meter Meter => plugin.Meter;

    public IReadOnlySet<TopicPartition> Assignment => _assignment;

    public IReadOnlySet<TopicPartition> Paused => _paused;

    public IErrantRecordReporter? ErrantRecords => reporter;

    public TimeSpan? RetryDelay { get; set; }

    public void Rewind(TopicPartition partition, long offset) => _rewinds[partition] = offset;

    public void RetryAfter(TimeSpan delay) => RetryDelay = delay;

    public void RequestCommit() => _commitRequested = true;

    public void Pause(IEnumerable<TopicPartition> partitions) =>
        _paused.UnionWith(Assigned(partitions, "SinkTasks may not pause partitions that are not currently assigned to them."));

    public void Resume(IEnumerable<TopicPartition> partitions) =>
        _paused.ExceptWith(Assigned(partitions, "SinkTasks may not resume partitions that are not currently assigned to them."));

    public void Assign(IEnumerable<TopicPartition> partitions) => _assignment.UnionWith(partitions);

    public void Unassign(IReadOnlyCollection<TopicPartition> partitions)
    {
        _assignment.ExceptWith(partitions);
        _paused.ExceptWith(partitions);
    }

    public KeyValuePair<TopicPartition, long>[] TakeRewinds()
    {
        var rewinds = _rewinds.ToArray();
        _rewinds.Clear();
        return rewinds;
    }

    public bool TakeCommitRequest()
    {
        var requested = _commitRequested;
        _commitRequested = false;
        return requested;
    }

    private TopicPartition[] Assigned(IEnumerable<TopicPartition> partitions, string problem)
    {
        TopicPartition[] list = [.. partitions];
        return list.All(_assignment.Contains) ? list : throw new IllegalWorkerStateException(problem);
    }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What <see cref="TaskRestarts"/> needs of its herder.</summary>
internal sealed record TaskRestartParts
{
    /// <summary>The herder's thread, on which tasks are restarted.</summary>
    public required TickQueue Ticks { get; init; }

    /// <summary>The policy of a task; null for one that must not run here. Called on the herder's thread.</summary>
    public required Func<ConnectorTaskId, TaskRestartPolicy?> Policy { get; init; }

    /// <summary>Restarts a failed task; called on the herder's thread.</summary>
    public required Action<ConnectorTaskId> Restart { get; init; }

    public required ConnectMetrics Metrics { get; init; }

    public required ILogger Logger { get; init; }

    public required TimeProvider Time { get; init; }
}

/// <summary>
/// Restarts tasks of this worker that failed, after pauses that grow, where <c>task.restart.policy</c> asks for it. The task stays FAILED
/// with its trace until its time has come, is RESTARTING then, and RUNNING or FAILED again. Whatever else stops, starts or pauses the
/// task, an operator above all, makes an end of it. Told by any thread; decides on the herder's.
/// </summary>
internal sealed partial class TaskRestarts(TaskRestartParts parts) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConnectorTaskId, Entry> _entries = [];
    private readonly ILogger _logger = parts.Logger;

    /// <summary>A task has a new state.</summary>
    public void Changed(ConnectorTaskId task, ConnectState state)
    {
        lock (_lock)
        {
            if (state is ConnectState.Running or ConnectState.Paused)
            {
                if (_entries.TryGetValue(task, out var entry))
                {
                    entry.Ticket++;
                    entry.HasFailed = false;
                    entry.RunsSince = parts.Time.GetTimestamp();
                }
                else
                {
                    _entries.Add(task, new Entry { RunsSince = parts.Time.GetTimestamp() });
                }
            }
            else if (state == ConnectState.Failed)
            {
                _entries.TryAdd(task, new Entry());
                _entries[task].HasFailed = true;
                Plan(task, _entries[task]);
            }
        }
    }

    /// <summary>Tasks are stopped or started by others: what was planned for them and counted is forgotten.</summary>
    public void Forget(IReadOnlyCollection<ConnectorTaskId> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                if (_entries.Remove(task, out var entry))
                {
                    entry.Series?.Dispose();
                }
            }
        }
    }

    /// <summary>A connector has another target state: nothing is restarted unless it is STARTED, and then as after a first failure.</summary>
    public void TargetChanged(string connector, TargetState state)
    {
        lock (_lock)
        {
            foreach (var (task, entry) in _entries)
            {
                if (task.Connector == connector && entry.HasFailed)
                {
                    entry.Ticket++;
                    entry.Attempts = 0;
                    if (state == TargetState.Started)
                    {
                        Plan(task, entry);
                    }
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values)
            {
                entry.Series?.Dispose();
            }

            _entries.Clear();
        }
    }

    // Reading the policy may take a while, for its values may come from a config provider.
    private void Plan(ConnectorTaskId task, Entry entry)
    {
        var ticket = ++entry.Ticket;
        _ = parts.Ticks.RunAsync(() => Quietly(task, () => Schedule(task, ticket)), null);
    }

    private void Schedule(ConnectorTaskId task, long ticket)
    {
        if (parts.Policy(task) is not { Restarts: true } policy)
        {
            return;
        }

        TimeSpan delay;
        lock (_lock)
        {
            if (!_entries.TryGetValue(task, out var entry) || entry.Ticket != ticket)
            {
                return;
            }

            if (entry.RunsSince is { } since && parts.Time.GetElapsedTime(since) >= policy.ResetAfter)
            {
                entry.Attempts = 0;
            }

            entry.RunsSince = null;
            entry.Series ??= Measure(task, entry);
            entry.GaveUp = !policy.Allows(entry.Attempts);
            if (entry.GaveUp)
            {
                LogGaveUp(_logger, task, entry.Attempts);
                return;
            }

            delay = policy.Delay(entry.Attempts);
            LogPlanned(_logger, task, delay.TotalMilliseconds, entry.Attempts + 1);
        }

        _ = parts.Ticks.RunAsync(() => Quietly(task, () => Restart(task, ticket)), null, delay);
    }

    private void Restart(ConnectorTaskId task, long ticket)
    {
        // A policy that was turned off meanwhile counts.
        if (parts.Policy(task) is not { Restarts: true })
        {
            return;
        }

        lock (_lock)
        {
            if (!_entries.TryGetValue(task, out var entry) || entry.Ticket != ticket)
            {
                return;
            }

            entry.Attempts++;
            entry.Restarts++;
        }

        LogRestarting(_logger, task);
        parts.Restart(task);
    }

    private bool Quietly(ConnectorTaskId task, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            LogNotRestarted(_logger, e, task);
        }

        return true;
    }

    private MetricGroup Measure(ConnectorTaskId task, Entry entry)
    {
        var group = new MetricGroup(parts.Metrics, "connectnet_task_", MetricLabels.Task(task.Connector, task.Task));
        group.Counter("restarts_total", () => entry.Restarts);
        group.Gauge("restarts_exhausted", () => entry.GaveUp ? 1 : 0);
        return group;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Task {Task} has failed and will be restarted in {Delay}ms (attempt {Attempt})")]
    private static partial void LogPlanned(ILogger logger, ConnectorTaskId task, double delay, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Restarting failed task {Task}")]
    private static partial void LogRestarting(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Task {Task} has failed again after {Attempts} restarts (task.restart.max.attempts) and stays FAILED until it is restarted through REST")]
    private static partial void LogGaveUp(ILogger logger, ConnectorTaskId task, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed task {Task} could not be restarted")]
    private static partial void LogNotRestarted(ILogger logger, Exception error, ConnectorTaskId task);

    private sealed class Entry
    {
        /// <summary>What was planned with another number does not count any more.</summary>
        public long Ticket { get; set; }

        public bool HasFailed { get; set; }

        public int Attempts { get; set; }

        public long Restarts { get; set; }

        public bool GaveUp { get; set; }

        public long? RunsSince { get; set; }

        public MetricGroup? Series { get; set; }
    }
}

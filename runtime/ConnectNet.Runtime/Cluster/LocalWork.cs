using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Starts and stops connectors and tasks of this worker from the configs in a snapshot. Starting resolves references and runs plug-in
/// code, so it may block; a start that has not come back when the same work is to be stopped is undone as soon as it does. Thread-safe.
/// </summary>
internal sealed partial class LocalWork(HerderParts parts, ConnectorConfigs configs, StatusWriter statuses, ClusterView view)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConnectorTaskId, Start> _starting = [];
    private readonly ILogger _logger = parts.LogPrefix.Length == 0 ? parts.LoggerOf<StandaloneHerder>() : parts.LoggerOf<DistributedHerder>();

    /// <summary>Watches over the generations of source tasks; null unless they are exactly-once ones.</summary>
    public Func<ConnectorTaskId, ClusterState, TaskFencing>? FencingFor { get; init; }

    /// <summary>Told of tasks that are to be stopped.</summary>
    public Action<IReadOnlyCollection<ConnectorTaskId>> Stopping { get; set; } = static _ => { };

    /// <summary>Starts a connector in its target state; the returned task ends when that is reached. Throws where it cannot be tried.</summary>
    public Task<TargetState> StartConnector(string connector, ClusterState state)
    {
        LogStartingConnector(_logger, connector);
        var config = configs.ResolveAndWatch(connector, state.ConnectorConfig(connector) ?? throw new NotFoundException("Unknown connector: " + connector));
        return parts.Worker.StartConnectorAsync(connector, config, state.TargetStateOf(connector) ?? TargetState.Started, CancellationToken.None);
    }

    /// <summary>Builds and starts a task. False when it could not be built; its state is FAILED then.</summary>
    /// <exception cref="ConnectException">The class of its connector is not known here.</exception>
    public bool StartTask(ConnectorTaskId task, ClusterState state)
    {
        LogStartingTask(_logger, task);
        var start = new Start();
        lock (_lock)
        {
            _starting[task] = start;
        }

        try
        {
            return StartNow(task, state);
        }
        finally
        {
            bool revoked;
            lock (_lock)
            {
                revoked = start.Revoked;
                if (_starting.GetValueOrDefault(task) == start)
                {
                    _starting.Remove(task);
                }
            }

            if (revoked)
            {
                parts.Worker.StopTasksAsync([task]).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>As <see cref="StartTask"/>; a task that cannot be tried becomes FAILED.</summary>
    public void TryStartTask(ConnectorTaskId task, ClusterState state)
    {
        try
        {
            StartTask(task, state);
        }
        catch (Exception e)
        {
            LogInvalidTask(_logger, e, task);
            statuses.Changed(task, new StatusChange(ConnectState.Failed, null, parts.Trace(e)));
        }
    }

    /// <summary>As <see cref="StartConnector"/>; a connector that cannot be tried becomes FAILED, and null is returned.</summary>
    public Task<TargetState>? TryStartConnector(string connector, ClusterState state)
    {
        try
        {
            return StartConnector(connector, state);
        }
        catch (Exception e)
        {
            LogConnectorFailed(_logger, e, connector);
            statuses.Changed(connector, new StatusChange(ConnectState.Failed, null, parts.Trace(e)));
            return null;
        }
    }

    /// <summary>Stops connectors; waits as long as the worker grants them.</summary>
    public void StopConnectors(params IReadOnlyCollection<string> connectors)
    {
        foreach (var connector in connectors)
        {
            configs.Unwatch(connector);
        }

        parts.Worker.StopConnectorsAsync(connectors).GetAwaiter().GetResult();
    }

    /// <summary>Stops tasks; waits as long as the worker grants them.</summary>
    public void StopTasks(params IReadOnlyCollection<ConnectorTaskId> tasks)
    {
        Stopping(tasks);
        StopNow(tasks);
    }

    /// <summary>Starts a failed task again, in place of what is left of it.</summary>
    public void RestartFailedTask(ConnectorTaskId task, ClusterState state)
    {
        StopNow([task]);
        statuses.Restarting(task);
        TryStartTask(task, state);
    }

    private void StopNow(IReadOnlyCollection<ConnectorTaskId> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                if (_starting.TryGetValue(task, out var start))
                {
                    start.Revoked = true;
                }
            }
        }

        parts.Worker.StopTasksAsync(tasks).GetAwaiter().GetResult();
    }

    private bool StartNow(ConnectorTaskId task, ClusterState state)
    {
        var raw = state.ConnectorConfig(task.Connector);
        if (view.TypeOf(raw) == ConnectorType.Unknown)
        {
            throw new ConnectException($"Failed to start task {task} since it is not a recognizable type (source or sink)");
        }

        return parts.Worker.StartTask(new TaskStart
        {
            Id = task,
            ConnectorConfig = configs.Resolve(task.Connector, raw!),
            TaskConfig = configs.Resolve(task.Connector, state.TaskConfig(task) ?? throw new NotFoundException("Unknown task: " + task)),
            InitialState = state.TargetStateOf(task.Connector) ?? TargetState.Started,
            TaskCount = state.TaskCount(task.Connector),
            Fencing = FencingFor?.Invoke(task, state),
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting connector {Connector}")]
    private static partial void LogStartingConnector(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting task {Task}")]
    private static partial void LogStartingTask(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Couldn't instantiate task {Task} because it has an invalid task configuration. This task will not execute until reconfigured.")]
    private static partial void LogInvalidTask(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected error while trying to start connector {Connector}")]
    private static partial void LogConnectorFailed(ILogger logger, Exception error, string connector);

    private sealed class Start
    {
        public bool Revoked { get; set; }
    }
}

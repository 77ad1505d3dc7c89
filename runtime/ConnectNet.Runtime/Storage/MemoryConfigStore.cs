using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Configurations of a standalone worker, which live as long as the process. Updates are told on the thread that writes, as soon as the
/// state shows them. Thread-safe.
/// </summary>
internal sealed class MemoryConfigStore : ConfigStore
{
    private readonly Lock _gate = new();
    private volatile ClusterState _state = ClusterState.Empty;

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override ClusterState Snapshot() => _state;

    public override void PutConnectorConfig(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState? targetState = null)
    {
        lock (_gate)
        {
            var states = _state.TargetStates;
            _state = _state with
            {
                ConnectorConfigs = _state.ConnectorConfigs.SetItem(connector, config),
                TargetStates = targetState is { } state ? states.SetItem(connector, state)
                    : states.ContainsKey(connector) ? states : states.Add(connector, TargetState.Started),
            };
        }

        Updates.ConnectorConfigUpdated(connector);
    }

    public override void RemoveConnectorConfig(string connector)
    {
        lock (_gate)
        {
            _state = _state with
            {
                ConnectorConfigs = _state.ConnectorConfigs.Remove(connector),
                TargetStates = _state.TargetStates.Remove(connector),
                TaskCounts = _state.TaskCounts.Remove(connector),
                TaskConfigs = WithoutTasks(connector),
                AppliedConnectorConfigs = _state.AppliedConnectorConfigs.Remove(connector),
            };
        }

        Updates.ConnectorConfigRemoved(connector);
    }

    public override void PutTaskConfigs(string connector, IReadOnlyList<IReadOnlyDictionary<string, string?>> configs)
    {
        var tasks = Enumerable.Range(0, configs.Count).Select(number => new ConnectorTaskId(connector, number)).ToList();
        lock (_gate)
        {
            var config = Required(connector);
            _state = _state with
            {
                TaskConfigs = WithoutTasks(connector).AddRange(tasks.Select(task => KeyValuePair.Create(task, configs[task.Task]))),
                TaskCounts = _state.TaskCounts.SetItem(connector, configs.Count),
                AppliedConnectorConfigs = _state.AppliedConnectorConfigs.SetItem(connector, config),
            };
        }

        Updates.TaskConfigsUpdated(tasks);
    }

    public override void RemoveTaskConfigs(string connector)
    {
        IReadOnlyList<ConnectorTaskId> removed;
        lock (_gate)
        {
            Required(connector);
            removed = _state.Tasks(connector);
            _state = _state with { TaskConfigs = WithoutTasks(connector), TaskCounts = _state.TaskCounts.SetItem(connector, 0) };
        }

        Updates.TaskConfigsUpdated(removed);
    }

    public override void PutTargetState(string connector, TargetState state)
    {
        lock (_gate)
        {
            Required(connector);
            if (_state.TargetStateOf(connector) == state)
            {
                return;
            }

            _state = _state with { TargetStates = _state.TargetStates.SetItem(connector, state) };
        }

        Updates.TargetStateChanged(connector);
    }

    public override void PutRestartRequest(RestartRequest request)
    {
    }

    public override void PutSessionKey(SessionKey key)
    {
    }

    public override void PutTaskCountRecord(string connector, int taskCount)
    {
    }

    public override void PutLoggerLevel(string logger, string level)
    {
    }

    public override Task RefreshAsync(TimeSpan timeout, CancellationToken cancellationToken) => Task.CompletedTask;

    private System.Collections.Immutable.ImmutableDictionary<ConnectorTaskId, IReadOnlyDictionary<string, string?>> WithoutTasks(string connector) =>
        _state.TaskConfigs.RemoveRange(_state.TaskConfigs.Keys.Where(task => task.Connector == connector));

    private IReadOnlyDictionary<string, string?> Required(string connector) =>
        _state.ConnectorConfig(connector) ?? throw new ArgumentException("No connector `" + connector + "` configured");
}

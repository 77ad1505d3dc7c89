using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// The state of the config topic that the herder acts upon, and what has been read since. The store's thread adds changes; the herder's
/// thread takes them together with a new state. Thread-safe.
/// </summary>
/// <param name="wakeup">Called when the herder has something to do.</param>
/// <param name="setLoggerLevel">Sets the level of a logger of this worker.</param>
/// <param name="logger">Told of what was read.</param>
internal sealed partial class ConfigChanges(Action wakeup, Action<string, string> setLoggerLevel, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectorTaskId> _tasks = [];
    private readonly SortedDictionary<string, RestartRequest> _restarts = new(StringComparer.Ordinal);
    private volatile ClusterState _applied = ClusterState.Empty;
    private volatile bool _rebalanceNeeded;
    private HashSet<string> _connectors = new(StringComparer.Ordinal);
    private HashSet<string> _targetStates = new(StringComparer.Ordinal);

    /// <summary>The state that the herder acts upon.</summary>
    public ClusterState Applied => _applied;

    /// <summary>Something was read that changes how work is divided; the herder's next turn will ask for a rebalance.</summary>
    public bool RebalanceNeeded => _rebalanceNeeded;

    /// <summary>Told of a new session key.</summary>
    public Action<SessionKey> SessionKeyUpdated { get; init; } = static _ => { };

    /// <summary>Told of connectors with new task configs.</summary>
    public Action<string> TasksReconfigured { get; init; } = static _ => { };

    /// <summary>What the config store is to call.</summary>
    public ConfigUpdates Updates => new()
    {
        ConnectorConfigUpdated = connector => OnConnector(connector, added: true),
        ConnectorConfigRemoved = connector => OnConnector(connector, added: false),
        TaskConfigsUpdated = OnTasks,
        TargetStateChanged = OnTargetState,
        SessionKeyUpdated = key =>
        {
            LogSessionKey(logger);
            SessionKeyUpdated(key);
        },
        RestartRequested = OnRestart,
        LoggerLevelUpdated = setLoggerLevel,
    };

    /// <summary>Makes a newer state the one to act upon.</summary>
    public void Apply(ClusterState state)
    {
        lock (_lock)
        {
            _applied = state;
        }
    }

    /// <summary>Takes everything that changed; null when nothing did.</summary>
    /// <param name="snapshot">Reads the store's newest state; called under the lock, so that no change is lost between the two.</param>
    /// <param name="eager">In the eager protocol a rebalance takes care of everything else.</param>
    public Changes? Take(Func<ClusterState> snapshot, bool eager)
    {
        lock (_lock)
        {
            if (!_rebalanceNeeded && _connectors.Count == 0 && _targetStates.Count == 0 && (eager || _tasks.Count == 0))
            {
                return null;
            }

            _applied = snapshot();
            var dropped = eager && _rebalanceNeeded;
            var changes = new Changes(
                _rebalanceNeeded,
                dropped ? [] : [.. _connectors],
                dropped ? [] : [.. _targetStates],
                eager ? [] : [.. _tasks.Select(task => task.Connector).Distinct()]);
            _rebalanceNeeded = false;
            _connectors = new HashSet<string>(StringComparer.Ordinal);
            _targetStates = new HashSet<string>(StringComparer.Ordinal);
            _tasks.Clear();
            return changes;
        }
    }

    /// <summary>Takes the restart requests, at most one of each connector.</summary>
    public IReadOnlyList<RestartRequest> TakeRestarts()
    {
        lock (_lock)
        {
            List<RestartRequest> requests = [.. _restarts.Values];
            _restarts.Clear();
            return requests;
        }
    }

    private void OnConnector(string connector, bool added)
    {
        LogConnector(logger, connector, added ? "updated" : "removed");
        lock (_lock)
        {
            if (_applied.Contains(connector) == added)
            {
                _connectors.Add(connector);
            }
            else
            {
                _rebalanceNeeded = true;
            }
        }

        wakeup();
    }

    private void OnTasks(IReadOnlyCollection<ConnectorTaskId> tasks)
    {
        LogTasks(logger, tasks);
        lock (_lock)
        {
            _rebalanceNeeded = true;
            _tasks.UnionWith(tasks);
        }

        foreach (var connector in tasks.Select(task => task.Connector).Distinct())
        {
            TasksReconfigured(connector);
        }

        wakeup();
    }

    private void OnTargetState(string connector)
    {
        LogTargetState(logger, connector);
        lock (_lock)
        {
            _targetStates.Add(connector);
        }

        wakeup();
    }

    private void OnRestart(RestartRequest request)
    {
        LogRestart(logger, request);
        lock (_lock)
        {
            if (!_restarts.TryGetValue(request.Connector, out var waiting) || request.CompareTo(waiting) > 0)
            {
                _restarts[request.Connector] = request;
            }
        }

        wakeup();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {Connector} config {Change}")]
    private static partial void LogConnector(ILogger logger, string connector, string change);

    [LoggerMessage(Level = LogLevel.Information, Message = "Tasks [{Tasks}] configs updated")]
    private static partial void LogTasks(ILogger logger, IEnumerable<ConnectorTaskId> tasks);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {Connector} target state change")]
    private static partial void LogTargetState(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session key updated")]
    private static partial void LogSessionKey(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Received and enqueuing {Request}")]
    private static partial void LogRestart(ILogger logger, RestartRequest request);

    /// <summary>What changed between two turns of the herder.</summary>
    /// <param name="RebalanceNeeded">Work has to be divided anew.</param>
    /// <param name="Connectors">Connectors with a new config, or removed after they had been added again.</param>
    /// <param name="TargetStates">Connectors with a new target state.</param>
    /// <param name="TaskConnectors">Connectors with new task configs.</param>
    internal sealed record Changes(
        bool RebalanceNeeded,
        IReadOnlyList<string> Connectors,
        IReadOnlyList<string> TargetStates,
        IReadOnlyList<string> TaskConnectors);
}

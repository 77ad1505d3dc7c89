using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a membership is made of; handed over by the herder.</summary>
internal sealed record MembershipParts
{
    public required GroupMemberSettings Group { get; init; }

    public required DistributedConfig Config { get; init; }

    public required HerderParts Herder { get; init; }

    public required ConfigChanges Changes { get; init; }

    public required TickQueue Ticks { get; init; }

    public required StatusWriter Statuses { get; init; }

    public required LocalWork Work { get; init; }

    public required StartStopPool Pool { get; init; }

    /// <summary>Asks members for their plug-ins.</summary>
    public required LeaderClient Leader { get; init; }

    /// <summary>Starts an assigned connector and what follows from it; must not wait for the connector.</summary>
    public required Action<string> StartConnector { get; init; }

    /// <summary>This worker won a rebalance as leader: it may write to the config topic.</summary>
    public required Action ElectedLeader { get; init; }

    /// <summary>Cancelled when the herder stops; ends waits.</summary>
    public required CancellationToken Stopping { get; init; }
}

/// <summary>
/// This worker's part in the group: joins, takes and gives back work, assigns it when it leads, and catches up with the config topic
/// before it starts anything. Work that stays assigned runs on during a rebalance; what is revoked is stopped before the worker joins
/// again (invariant I6: a task runs on at most one worker of a generation). All of it happens on the herder's thread; the properties may
/// be read by any thread.
/// </summary>
internal sealed partial class Membership
{
    private readonly MembershipParts _parts;
    private readonly GroupMember _member;
    private readonly ConfigCatchUp _catchUp;
    private readonly ILogger _logger;
    private readonly Leadership _leadership;
    private readonly HashSet<ConnectorTaskId> _tasksToRestart = [];
    private volatile ConnectAssignment? _assignment;
    private volatile int _generation = -1;
    private WorkSet _running = WorkSet.Empty;
    private bool _resolved = true;
    private bool _rebalancing;

    public Membership(MembershipParts parts)
    {
        _parts = parts;
        _logger = parts.Herder.LoggerOf<DistributedHerder>();
        _leadership = new Leadership(parts, Plugins(parts, _logger), RequestRejoin, _logger);
        _member = new GroupMember(
            parts.Group,
            new GroupCallbacks
            {
                ConfigOffset = _leadership.ConfigOffset,
                Assign = _leadership.Assign,
                Assigned = OnAssigned,
                Revoked = OnRevoked,
                RebalanceStarted = _leadership.End,
                PollTimeoutExpired = OnPollTimeout,
                // Brokers that are away take no configs either.
                HerderWanted = parts.Herder.Configs.GiveUpWaiting,
            },
            parts.Herder.Metrics,
            parts.Herder.LoggerOf<GroupMember>(),
            parts.Herder.Time);
        _catchUp = new ConfigCatchUp(parts, () => Protocol == ConnectProtocolMode.Eager, parts.Config.Int(DistributedKeys.RebalanceMaxDelay), _logger)
        {
            LeaveGroup = () => _member.LeaveGroup("taking too long to read the log"),
            GiveUpWork = GiveUpWork,
        };
    }

    public bool IsLeader => _assignment is { } assignment && _member.MemberId == assignment.Leader;

    /// <summary>REST URL of the leader, or null before the first assignment.</summary>
    public string? LeaderUrl => _assignment?.LeaderUrl;

    public int Generation => _generation;

    /// <inheritdoc cref="GroupMember.IsInDoubt"/>
    public bool IsInDoubt => _member.IsInDoubt;

    public ConnectProtocolMode Protocol => _member.Protocol;

    /// <summary>Whether requests between workers have to be signed.</summary>
    public bool RequestsAreSigned => Protocol == ConnectProtocolMode.Sessioned;

    /// <summary>When a delayed rebalance is due, in milliseconds since 1970, or long.MaxValue.</summary>
    public long ScheduledRebalance { get; private set; } = long.MaxValue;

    private long Now => _parts.Herder.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public bool Owns(string connector) => _assignment is { } assignment && assignment.Connectors.Contains(connector);

    public bool Owns(ConnectorTaskId task) => _assignment is { } assignment && assignment.Tasks.Contains(task);

    /// <summary>REST URL of the worker that runs a connector; only a leader knows, and not while a rebalance is due.</summary>
    public string? OwnerUrl(string connector) => _member.RejoinNeeded ? null : _leadership.Owners?.Connectors.GetValueOrDefault(connector);

    /// <inheritdoc cref="OwnerUrl(string)"/>
    public string? OwnerUrl(ConnectorTaskId task) => _member.RejoinNeeded ? null : _leadership.Owners?.Tasks.GetValueOrDefault(task);

    public void Wakeup() => _member.Wakeup();

    public void RequestRejoin(string reason) => _member.RequestRejoin(reason);

    /// <summary>Writes the last states of this worker's work, unless that may not be its work any more.</summary>
    public void WriteLastStates() => _parts.Statuses.WriteHeld();

    public void Stop() => _member.Stop();

    /// <summary>Makes sure that this worker is a member with its work running. False: start the turn again.</summary>
    public bool EnsureActive()
    {
        if (!_catchUp.TryAgain(_assignment))
        {
            return false;
        }

        using (_parts.Ticks.BeginStage("ensuring membership in the cluster"))
        {
            LogEnsuring(_logger);
            if (!_member.EnsureActive())
            {
                return false;
            }
        }

        _parts.Statuses.WriteHeld();
        return HandleRebalanceCompleted();
    }

    /// <summary>Stays in the group until the time has passed or there is something to do.</summary>
    /// <param name="until">Milliseconds since 1970, or null.</param>
    public void Poll(long? until)
    {
        var wait = until is { } due ? Math.Max(due - Now, 0) : (long)TimeSpan.FromHours(1).TotalMilliseconds;
        var description = until is null
            ? "polling the group coordinator until interrupted"
            : $"polling the group coordinator for up to {wait}ms or until interrupted";
        LogPolling(_logger, wait);
        bool polled;
        using (_parts.Ticks.BeginStage(description))
        {
            polled = _member.Poll(TimeSpan.FromMilliseconds(wait));
        }

        if (polled)
        {
            HandleRebalanceCompleted();
        }
    }

    /// <summary>A write to the config topic failed in a way that only reading it again can clear up.</summary>
    public void RequireCatchUp() => _catchUp.Require();

    /// <summary>Reads the config topic to its end and acts upon what it says. False when that took too long.</summary>
    public bool Refresh() => _catchUp.Refresh();

    /// <summary>Marks the delayed rebalance as something to be looked at in the next turn.</summary>
    public void ReopenIfScheduled()
    {
        if (ScheduledRebalance < long.MaxValue)
        {
            _resolved = false;
        }
    }

    /// <summary>Stops the local tasks of connectors with new task configs; those that stay assigned start after the rebalance.</summary>
    public void StopReconfigured(IReadOnlyCollection<string> connectors)
    {
        List<ConnectorTaskId> tasks = [.. (_assignment?.Tasks ?? []).Where(task => connectors.Contains(task.Connector))];
        if (tasks.Count == 0)
        {
            return;
        }

        LogStoppingReconfigured(_logger, tasks);
        using (_parts.Ticks.BeginStage($"stopping {tasks.Count} reconfigured tasks"))
        {
            _parts.Work.StopTasks(tasks);
        }

        _tasksToRestart.UnionWith(tasks);
    }

    private static MemberPlugins? Plugins(MembershipParts parts, ILogger logger)
    {
        var plugins = parts.Herder.Plugins;
        return parts.Config.Boolean(DistributedKeys.AssignmentByPlugin)
            ? new MemberPlugins(
                parts.Leader,
                plugins.All(PluginKind.Source).Concat(plugins.All(PluginKind.Sink)).Select(plugin => plugin.ClassName),
                name => plugins.Named(name) is [.., var plugin] ? plugin.ClassName : name,
                logger,
                parts.Herder.Time)
            : null;
    }

    private void OnAssigned(ConnectAssignment assignment, int generation)
    {
        LogJoined(_logger, generation, (int)Protocol, assignment.Connectors, assignment.Tasks, assignment.Delay);
        _assignment = assignment;
        _generation = generation;
        ScheduledRebalance = assignment.Delay > 0 ? Now + assignment.Delay : long.MaxValue;
        _resolved = false;
        _rebalancing = true;
        _parts.Herder.Metrics.Rebalance.RebalanceStarted();
        if (IsLeader)
        {
            // After the rebalance: the last generation may still have been writing UNASSIGNED before.
            _parts.Statuses.Prune(_parts.Herder.Configs.Snapshot());
            _parts.ElectedLeader();
        }

        // The poll that brought this must not go on sleeping.
        _member.Wakeup();
    }

    private void OnRevoked(string? leader, IReadOnlyList<string> connectors, IReadOnlyList<ConnectorTaskId> tasks)
    {
        if (!_resolved && Protocol == ConnectProtocolMode.Eager)
        {
            // Nothing was started since the last rebalance.
            return;
        }

        var stops = connectors.Select(connector => (Action)(() => _parts.Work.StopConnectors(connector)))
            .Concat(tasks.Select(task => (Action)(() => _parts.Work.StopTasks(task))));
        using (_parts.Ticks.BeginStage($"stopping {connectors.Count} and {tasks.Count} tasks"))
        {
            _parts.Pool.RunAll([.. stops], "stopping revoked connectors and tasks");
        }

        LogStopped(_logger);
        _running = _running.Except(WorkSet.Of(connectors, tasks));
        using (_parts.Ticks.BeginStage($"resetting the list of active topics for {connectors.Count} and {tasks.Count} tasks"))
        {
            // Only now: a running task would write its topics again.
            foreach (var connector in connectors.Concat(tasks.Select(task => task.Connector)).Distinct())
            {
                if (!_parts.Changes.Applied.Contains(connector))
                {
                    _parts.Statuses.ForgetTopics(connector);
                }
            }
        }

        using (_parts.Ticks.BeginStage("flushing updates to the status topic"))
        {
            // The next owner's first state must not be overwritten by a late one of ours.
            _parts.Herder.Statuses.Flush();
        }

        LogFlushed(_logger);
    }

    private void OnPollTimeout() => LogPollTimeout(_logger, _parts.Ticks.CurrentStage?.Description ?? "not known");

    private bool HandleRebalanceCompleted()
    {
        if (_resolved || _assignment is not { } assignment)
        {
            return true;
        }

        var state = _parts.Changes.Applied;
        var rejoin = assignment.Failed ? "the assignment failed" : null;
        var behind = (assignment.Failed && IsLeader) || state.Offset < assignment.Offset;
        if (ScheduledRebalance <= Now)
        {
            ScheduledRebalance = long.MaxValue;
            rejoin ??= "the scheduled rebalance delay has passed";
        }

        if (behind && !_catchUp.ReadToEnd(assignment))
        {
            rejoin ??= "the config topic could not be read to its end";
        }

        if (rejoin is null && _parts.Changes.Applied.Offset != assignment.Offset)
        {
            LogOffsetMismatch(_logger, _parts.Changes.Applied.Offset, assignment.Offset);
            rejoin = "the config offset is not that of the assignment";
        }

        if (rejoin is not null)
        {
            _member.RequestRejoin(rejoin);
            return false;
        }

        StartAssigned(assignment);
        _resolved = true;
        if (_rebalancing)
        {
            _rebalancing = false;
            _parts.Herder.Metrics.Rebalance.RebalanceCompleted(_generation, assignment.LeaderUrl ?? "");
        }

        if (assignment.RevokedConnectors.Count > 0 || assignment.RevokedTasks.Count > 0)
        {
            _assignment = assignment with { RevokedConnectors = [], RevokedTasks = [] };
            _member.RequestRejoin("work was revoked and can be given to others");
            return false;
        }

        return true;
    }

    private void StartAssigned(ConnectAssignment assignment)
    {
        LogStarting(_logger, assignment.Offset);
        var state = _parts.Changes.Applied;
        var running = _running with { Tasks = _running.Tasks.Except(_tasksToRestart) };
        _tasksToRestart.Clear();
        var starts = assignment.Connectors.Where(connector => !running.Connectors.Contains(connector))
            .Select(connector => (Action)(() => _parts.StartConnector(connector)))
            .Concat(assignment.Tasks.Where(task => !running.Tasks.Contains(task))
                .Select(task => (Action)(() => _parts.Work.TryStartTask(task, state))))
            .ToList();
        using (_parts.Ticks.BeginStage($"starting {starts.Count} connector(s) and task(s) after a rebalance"))
        {
            _parts.Pool.RunAll(starts, "starting connectors and tasks");
        }

        // The eager protocol stops everything before each join.
        _running = Protocol == ConnectProtocolMode.Eager ? WorkSet.Empty : WorkSet.Of(assignment.Connectors, assignment.Tasks);
        LogStarted(_logger);
    }

    private void GiveUpWork()
    {
        var running = ConnectAssignment.Empty with { Connectors = _running.Connectors, Tasks = _running.Tasks };
        _member.Revoke(running);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Joined group at generation {Generation} with protocol version {Protocol} and got assignment: connectors {Connectors}, "
            + "tasks {Tasks} with rebalance delay: {Delay}")]
    private static partial void LogJoined(
        ILogger logger, int generation, int protocol, IReadOnlyList<string> connectors, IReadOnlyList<ConnectorTaskId> tasks, int delay);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Handling task config update by stopping tasks {Tasks}, which will be restarted after rebalance if still assigned to this worker")]
    private static partial void LogStoppingReconfigured(ILogger logger, List<ConnectorTaskId> tasks);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Ensuring group membership is still active")]
    private static partial void LogEnsuring(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Trace,
        Message = "Polling for group activity; will wait for {Wait}ms or until poll is interrupted by either config backing store updates or a new external request")]
    private static partial void LogPolling(ILogger logger, long wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished stopping tasks in preparation for rebalance")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished flushing status backing store in preparation for rebalance")]
    private static partial void LogFlushed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting connectors and tasks using config offset {Offset}")]
    private static partial void LogStarting(ILogger logger, long offset);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished starting connectors and tasks")]
    private static partial void LogStarted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Current config state offset {Offset} does not match group assignment {Assigned}. Forcing rebalance.")]
    private static partial void LogOffsetMismatch(ILogger logger, long offset, long assigned);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "worker poll timeout has expired. The last known action being performed by the worker is : {Stage} and may contribute to the "
            + "timeout; see rebalance.timeout.ms")]
    private static partial void LogPollTimeout(ILogger logger, string stage);
}

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// A member's way into a generation: prepares, joins, has the leader's callback assign, syncs, and merges what it is told into what it
/// holds. A wake-up leaves a request that is under way alone, and the next call goes on with it. For the polling thread; the properties
/// may be read by any.
/// </summary>
internal sealed partial class GroupJoin(GroupParts parts, CoordinatorSearch search, GroupHeartbeat heartbeat)
{
    private volatile ConnectAssignment? _assignment;
    private volatile ConnectProtocolMode _protocol = parts.Settings.Protocol;
    private volatile Task<JoinAnswer>? _join;
    private Task<(BrokerError Error, byte[] Assignment)>? _sync;
    private bool _prepared;
    private long? _startedAt;
    private long _sentAt;
    private int _lastCompletedGeneration = -1;

    /// <summary>The complete assignment now held, or null.</summary>
    public ConnectAssignment? Assignment => _assignment;

    /// <summary>The protocol in force: the broker's choice, before the first join the one preferred.</summary>
    public ConnectProtocolMode Protocol => _protocol;

    /// <summary>A request to join is on its way.</summary>
    public bool UnderWay => _join is not null;

    /// <summary>True while a (re)join is due or under way.</summary>
    public bool Needed => parts.Membership.RejoinNeeded || UnderWay || _assignment is not { Failed: false };

    /// <summary>Joins until the member is stable; false when woken up.</summary>
    public bool Run()
    {
        while (Needed)
        {
            if (search.Find(Timeout.InfiniteTimeSpan) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }

            heartbeat.Start();
            if (!_prepared)
            {
                _prepared = true;
                Prepare();
            }

            _join ??= SendJoin();
            if (_join is { } join && _sync is null)
            {
                if (!Await(join))
                {
                    return false;
                }

                if (!HandleJoin(join))
                {
                    continue;
                }
            }

            if (_sync is not null)
            {
                if (!Await(_sync))
                {
                    return false;
                }

                HandleSync(_sync);
            }
        }

        return true;
    }

    /// <summary>Forgets requests under way: the member leaves.</summary>
    public void Abandon()
    {
        _join = null;
        _sync = null;
        _prepared = false;
    }

    /// <summary>The coordinator is out of reach: what is held may be given to others, so it is handed back.</summary>
    public void GiveUpAssignment()
    {
        if (_assignment is { Failed: false } assignment)
        {
            LogUnreachable(parts.Logger, parts.Settings.HeartbeatInterval.TotalMilliseconds);
            parts.Callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);
            parts.Metrics.Assigned(0, 0);
            _assignment = null;
        }
    }

    private bool Await(Task task)
    {
        while (!task.IsCompleted)
        {
            if (parts.Signal.Wait(task, Timeout.InfiniteTimeSpan) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }
        }

        return true;
    }

    private void Prepare()
    {
        LogRebalance(parts.Logger);
        parts.Callbacks.RebalanceStarted();
        if (_protocol == ConnectProtocolMode.Eager && _assignment is { Failed: false } assignment)
        {
            parts.Callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);
        }
    }

    private Task<JoinAnswer>? SendJoin()
    {
        if (parts.Membership.BeginJoin() is not var (connection, memberId, reason))
        {
            return null;
        }

        LogJoining(parts.Logger);
        var state = new WorkerState(parts.Settings.WorkerUrl, parts.Callbacks.ConfigOffset(), _assignment);
        var offers = ConnectProtocol.Offers(parts.Settings.Protocol, state);
        _sentAt = parts.Time.GetTimestamp();
        _startedAt ??= _sentAt;
        return connection.SendAsync(
            ApiKey.JoinGroup,
            (body, version) => GroupRequests.Join(body, version, parts.Settings, memberId, offers, reason),
            GroupRequests.ReadJoin,
            parts.Settings.RebalanceTimeout + TimeSpan.FromSeconds(5),
            parts.Stopped);
    }

    // True when the sync is on its way.
    private bool HandleJoin(Task<JoinAnswer> join)
    {
        if (!join.IsCompletedSuccessfully)
        {
            Failed(join, "JoinGroup");
            return false;
        }

        var answer = join.Result;
        if (answer.Error != BrokerError.None)
        {
            Refused(answer.Error, "JoinGroup", answer.MemberId);
            return false;
        }

        parts.Metrics.JoinCompleted(parts.Time.GetElapsedTime(_sentAt));
        var generation = new GroupGeneration(answer.Generation, answer.MemberId, answer.Protocol);
        if (parts.Membership.Joined(generation) is not { } connection)
        {
            _join = null;
            return false;
        }

        LogJoined(parts.Logger, generation.Id, generation.MemberId, generation.Protocol);
        heartbeat.ConfirmSession();
        var assignments = answer.Leader == answer.MemberId ? Assign(answer) : new Dictionary<string, byte[]>();
        _sentAt = parts.Time.GetTimestamp();
        _sync = connection.SendAsync(
            ApiKey.SyncGroup,
            (body, version) => GroupRequests.Sync(body, version, parts.Settings.GroupId, generation, assignments),
            GroupRequests.ReadSync,
            parts.Settings.RebalanceTimeout,
            parts.Stopped);
        return true;
    }

    private Dictionary<string, byte[]> Assign(JoinAnswer answer)
    {
        var mode = ConnectProtocol.Parse(answer.Protocol);
        var members = answer.Members.ToDictionary(member => member.Key, member => ConnectProtocol.ReadState(member.Value));
        var context = new LeaderContext(answer.MemberId, mode, answer.Generation, _lastCompletedGeneration, members);
        return parts.Callbacks.Assign(context).ToDictionary(
            entry => entry.Key, entry => ConnectProtocol.WriteAssignment(entry.Value with { Version = (short)mode }));
    }

    private void HandleSync(Task<(BrokerError Error, byte[] Assignment)> sync)
    {
        if (!sync.IsCompletedSuccessfully)
        {
            Failed(sync, "SyncGroup");
            return;
        }

        var (error, bytes) = sync.Result;
        if (error != BrokerError.None)
        {
            Refused(error, "SyncGroup", null);
            return;
        }

        parts.Metrics.SyncCompleted(parts.Time.GetElapsedTime(_sentAt));
        Abandon();
        parts.Pause.Reset();
        heartbeat.ConfirmSession();
        if (parts.Membership.Synced() is { } generation)
        {
            LogSynced(parts.Logger, generation.Id);
            Complete(generation, ConnectProtocol.ReadAssignment(bytes));
        }
        else
        {
            parts.Metrics.RebalanceFailed();
        }
    }

    private void Complete(GroupGeneration generation, ConnectAssignment assignment)
    {
        _protocol = ConnectProtocol.Parse(generation.Protocol);
        parts.Metrics.GroupJoined(parts.Time.GetElapsedTime(_startedAt ?? _sentAt), _protocol.ToString().ToUpperInvariant());
        _startedAt = null;
        if (_protocol != ConnectProtocolMode.Eager)
        {
            if (assignment.RevokedConnectors.Count > 0 || assignment.RevokedTasks.Count > 0)
            {
                parts.Callbacks.Revoked(assignment.Leader, assignment.RevokedConnectors, assignment.RevokedTasks);
            }

            if (_assignment is { } held)
            {
                assignment = assignment with
                {
                    Connectors = [.. assignment.Connectors.Concat(held.Connectors.Except(assignment.RevokedConnectors)).Distinct()],
                    Tasks = [.. assignment.Tasks.Concat(held.Tasks.Except(assignment.RevokedTasks)).Distinct()],
                };
            }
        }

        _assignment = assignment;
        _lastCompletedGeneration = generation.Id;
        parts.Metrics.Assigned(assignment.Connectors.Count, assignment.Tasks.Count);
        parts.Callbacks.Assigned(assignment, generation.Id);
    }

    private void Failed(Task request, string name)
    {
        _join = null;
        _sync = null;
        parts.Metrics.RebalanceFailed();
        var cause = request.Exception?.InnerException;
        if (cause is BrokerException or InvalidDataException)
        {
            throw cause;
        }

        parts.Stopped.ThrowIfCancellationRequested();
        parts.Membership.LoseCoordinator(parts.Membership.Coordinator, name + " failed: " + (cause?.Message ?? "cancelled"));
        parts.Membership.RequestRejoin("rebalance failed due to " + name);
        parts.Pause.Wait();
    }

    private void Refused(BrokerError error, string request, string? memberId)
    {
        _join = null;
        _sync = null;
        parts.Metrics.RebalanceFailed();
        switch (error)
        {
            case BrokerError.MemberIdRequired:
                parts.Membership.TakeMemberId(memberId!);
                break;
            case BrokerError.UnknownMemberId or BrokerError.IllegalGeneration:
                parts.Membership.Reset("encountered " + error + " from " + request + " response", error == BrokerError.UnknownMemberId);
                _prepared = false;
                break;
            case BrokerError.RebalanceInProgress:
                parts.Membership.RequestRejoin("the group began another rebalance");
                break;
            case BrokerError.CoordinatorNotAvailable or BrokerError.NotCoordinator:
                parts.Membership.LoseCoordinator(parts.Membership.Coordinator, "error response " + error);
                parts.Pause.Wait();
                break;
            case BrokerError.CoordinatorLoadInProgress or BrokerError.RequestTimedOut:
                parts.Pause.Wait();
                break;
            default:
                throw BrokerException.Of(error, parts.Settings.GroupId);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebalance started")]
    private static partial void LogRebalance(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "(Re-)joining group")]
    private static partial void LogJoining(ILogger log);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Successfully joined group with generation {Generation}, member id {MemberId}, protocol {Protocol}")]
    private static partial void LogJoined(ILogger log, int generation, string memberId, string? protocol);

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully synced group in generation {Generation}")]
    private static partial void LogSynced(ILogger log, int generation);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Broker coordinator was unreachable for {Milliseconds} ms. Revoking the assignment to avoid running tasks while not "
            + "being a member of the group")]
    private static partial void LogUnreachable(ILogger log, double milliseconds);
}

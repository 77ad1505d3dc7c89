using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// A worker's membership in its Connect group, as Java's WorkerGroupMember. One thread, the herder's, calls <see cref="EnsureActive"/>
/// and <see cref="Poll"/>, and gets the callbacks there; <see cref="Wakeup"/>, <see cref="RequestRejoin"/> and the properties may be used
/// by any thread. Heartbeats go out in the background.
/// </summary>
internal sealed partial class GroupMember
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private readonly GroupMemberSettings _settings;
    private readonly GroupCallbacks _callbacks;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly BrokerPool _brokers;
    private readonly GroupMembership _membership;
    private readonly GroupHeartbeat _heartbeat;
    private readonly PollSignal _signal;
    private readonly Action _stop;
    private readonly CancellationToken _stopped;

    private volatile ConnectAssignment? _assignment;
    private volatile ConnectProtocolMode _protocol;
    private Task<BrokerConnection>? _discovery;
    private Task<JoinAnswer>? _join;
    private Task<(BrokerError Error, byte[] Assignment)>? _sync;
    private bool _prepared;
    private int _failures;
    private volatile int _lastCompletedGeneration = -1;

    public GroupMember(GroupMemberSettings settings, GroupCallbacks callbacks, ILogger logger, TimeProvider time)
    {
        var stopping = new CancellationTokenSource();
        _stop = stopping.Cancel;
        _stopped = stopping.Token;
        _settings = settings;
        _callbacks = callbacks;
        _logger = logger;
        _time = time;
        _protocol = settings.Protocol;
        _signal = new PollSignal(time);
        _brokers = new BrokerPool(new BrokerSettings(settings.ClientProperties, settings.ClientId), time);
        _membership = new GroupMembership(logger, _signal);
        _heartbeat = new GroupHeartbeat(settings, _membership, this, logger, time, _stopped);
    }

    /// <summary>The member id, or the empty string while not a stable member.</summary>
    public string MemberId => _membership.StableGeneration?.MemberId ?? "";

    /// <summary>The generation last joined, or -1.</summary>
    public int Generation => _membership.Generation.Id;

    /// <summary>The protocol in force: the broker's choice, before the first join the one preferred.</summary>
    public ConnectProtocolMode Protocol => _protocol;

    /// <summary>The complete assignment now held, or null.</summary>
    public ConnectAssignment? Assignment => _assignment;

    /// <summary>True while a (re)join is due or under way; owners of work are not known then.</summary>
    public bool RejoinNeeded => _membership.RejoinNeeded || _join is not null || _assignment is not { Failed: false };

    public bool IsLeader => _assignment is { } assignment && MemberId.Length > 0 && assignment.Leader == MemberId;

    /// <summary>
    /// Finds the coordinator and (re)joins where needed. False when <see cref="Wakeup"/> ended it early: call again. Throws a
    /// <see cref="BrokerException"/> when the coordinator refuses this member for good.
    /// </summary>
    public bool EnsureActive() => Poll(TimeSpan.Zero);

    /// <summary>As <see cref="EnsureActive"/>, then stays in the group for the time given. False when woken up.</summary>
    public bool Poll(TimeSpan timeout)
    {
        var start = _time.GetTimestamp();
        do
        {
            _heartbeat.NotePoll();
            if (_membership.Coordinator is null && !Discover())
            {
                return false;
            }

            if (RejoinNeeded && !Join())
            {
                return false;
            }

            _heartbeat.ThrowIfFailed();
            _heartbeat.NotePoll();
            var remaining = timeout - _time.GetElapsedTime(start);
            if (remaining <= TimeSpan.Zero)
            {
                return !_signal.TakeWakeup();
            }

            // No longer than a heartbeat at a time: the heartbeat takes a herder that does not come by here for stuck, and leaves the group.
            if (_signal.Wait(null, remaining < _settings.HeartbeatInterval ? remaining : _settings.HeartbeatInterval) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }
        }
        while (_time.GetElapsedTime(start) < timeout);

        return true;
    }

    /// <summary>Ends the current poll, or the next one.</summary>
    public void Wakeup() => _signal.Wakeup();

    /// <summary>Makes the next poll join again.</summary>
    public void RequestRejoin(string reason) => _membership.RequestRejoin(reason);

    /// <summary>Leaves the group if a member; the next poll joins anew.</summary>
    public void LeaveGroup(string reason)
    {
        var (connection, generation) = _membership.Leave();
        var joining = _join is not null;
        _join = null;
        _sync = null;
        _prepared = false;
        if (connection is null || generation.MemberId.Length == 0)
        {
            return;
        }

        LogLeaving(_logger, generation.MemberId, connection.Endpoint, reason);
        try
        {
            SendLeaveAsync(connection, joining, generation.MemberId, reason).Wait(LeaveTimeout);
        }
        catch (AggregateException e)
        {
            LogLeaveFailed(_logger, e.InnerException!.Message);
        }
    }

    /// <summary>Hands work back: calls the Revoked callback with all of an assignment.</summary>
    public void Revoke(ConnectAssignment assignment) =>
        _callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);

    /// <summary>Leaves the group and closes connections; waits at most a few seconds.</summary>
    public void Stop()
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        LeaveGroup("the consumer is being closed");
        _stop();
        _membership.LoseCoordinator(_membership.Coordinator, "the member was stopped");
    }

    /// <summary>What the heartbeat does when the herder has not polled for too long.</summary>
    internal void LeaveAfterPollTimeout()
    {
        _callbacks.PollTimeoutExpired();
        var (connection, generation) = _membership.Leave();
        if (connection is not null && generation.MemberId.Length > 0)
        {
            LogLeaving(_logger, generation.MemberId, connection.Endpoint, "worker poll timeout has expired.");
            _ = SendLeaveAsync(connection, joining: false, generation.MemberId, "worker poll timeout has expired.");
        }
    }

    // A broker answers the requests of a connection in turn: one that still waits for a join must be left behind.
    private async Task SendLeaveAsync(BrokerConnection connection, bool joining, string memberId, string reason)
    {
        using var timeout = new CancellationTokenSource(LeaveTimeout, _time);
        BrokerConnection? own = null;
        try
        {
            if (joining)
            {
                _membership.LoseCoordinator(connection, "the member leaves while it joins");
                own = connection = await _brokers.OpenAsync(connection.Endpoint, timeout.Token).ConfigureAwait(false);
            }

            await connection.SendAsync(
                ApiKey.LeaveGroup,
                (body, version) => GroupRequests.Leave(body, version, _settings.GroupId, memberId, reason),
                GroupRequests.ReadError,
                LeaveTimeout,
                timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogLeaveFailed(_logger, e.Message);
        }
        finally
        {
            own?.Dispose();
        }
    }

    // One round with the time a heartbeat takes; without a coordinator this worker must not go on running what others may get.
    private bool Discover()
    {
        switch (FindCoordinator(_settings.HeartbeatInterval))
        {
            case PollSignal.Outcome.WokenUp:
                return false;
            case PollSignal.Outcome.TimedOut when _assignment is { Failed: false } assignment:
                LogUnreachable(_logger, _settings.HeartbeatInterval.TotalMilliseconds);
                _callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);
                _assignment = null;
                return true;
            default:
                return true;
        }
    }

    private PollSignal.Outcome FindCoordinator(TimeSpan timeout)
    {
        var start = _time.GetTimestamp();
        while (_membership.Coordinator is null)
        {
            _stopped.ThrowIfCancellationRequested();
            _discovery ??= _brokers.OpenGroupCoordinatorAsync(_settings.GroupId, _stopped);
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - _time.GetElapsedTime(start);
            if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
            {
                return PollSignal.Outcome.TimedOut;
            }

            var outcome = _signal.Wait(_discovery, left);
            if (outcome is PollSignal.Outcome.WokenUp or PollSignal.Outcome.TimedOut)
            {
                return outcome;
            }

            if (!_discovery.IsCompleted)
            {
                continue;
            }

            var finished = _discovery;
            _discovery = null;
            if (finished.IsCompletedSuccessfully)
            {
                _failures = 0;
                LogDiscovered(_logger, finished.Result.Endpoint);
                _membership.FoundCoordinator(finished.Result);
                _heartbeat.ResetSession();
            }
            else if (finished.Exception?.InnerException is BrokerException refused)
            {
                throw refused;
            }
            else
            {
                LogNoCoordinator(_logger, finished.Exception?.InnerException?.Message ?? "cancelled");
                if (BackOff() == PollSignal.Outcome.WokenUp)
                {
                    return PollSignal.Outcome.WokenUp;
                }
            }
        }

        return PollSignal.Outcome.Finished;
    }

    // False when woken up; a join that is under way then goes on, and the next call waits for it.
    private bool Join()
    {
        while (RejoinNeeded)
        {
            if (FindCoordinator(Timeout.InfiniteTimeSpan) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }

            _heartbeat.Start();
            if (!_prepared)
            {
                _prepared = true;
                PrepareJoin();
            }

            _join ??= SendJoin();
            if (_join is not null && _sync is null)
            {
                if (!Await(_join))
                {
                    return false;
                }

                if (!HandleJoin(_join))
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

    private bool Await(Task task)
    {
        while (!task.IsCompleted)
        {
            if (_signal.Wait(task, Timeout.InfiniteTimeSpan) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }
        }

        return true;
    }

    private void PrepareJoin()
    {
        LogRebalance(_logger);
        _callbacks.RebalanceStarted();
        if (_protocol == ConnectProtocolMode.Eager && _assignment is { Failed: false } assignment)
        {
            _callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);
        }
    }

    private Task<JoinAnswer>? SendJoin()
    {
        if (_membership.BeginJoin() is not var (connection, memberId, reason))
        {
            return null;
        }

        LogJoining(_logger);
        var state = new WorkerState(_settings.WorkerUrl, _callbacks.ConfigOffset(), _assignment);
        var offers = ConnectProtocol.Offers(_settings.Protocol, state);
        return connection.SendAsync(
            ApiKey.JoinGroup,
            (body, version) => GroupRequests.Join(body, version, _settings, memberId, offers, reason),
            GroupRequests.ReadJoin,
            _settings.RebalanceTimeout + TimeSpan.FromSeconds(5),
            _stopped);
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

        var generation = new GroupGeneration(answer.Generation, answer.MemberId, answer.Protocol);
        if (_membership.Joined(generation) is not { } connection)
        {
            _join = null;
            return false;
        }

        LogJoined(_logger, generation.Id, generation.MemberId, generation.Protocol);
        _heartbeat.ResetSession();
        var assignments = answer.Leader == answer.MemberId ? Assign(answer) : new Dictionary<string, byte[]>();
        _sync = connection.SendAsync(
            ApiKey.SyncGroup,
            (body, version) => GroupRequests.Sync(body, version, _settings.GroupId, generation, assignments),
            GroupRequests.ReadSync,
            _settings.RebalanceTimeout,
            _stopped);
        return true;
    }

    private Dictionary<string, byte[]> Assign(JoinAnswer answer)
    {
        var mode = ConnectProtocol.Parse(answer.Protocol);
        var members = answer.Members.ToDictionary(member => member.Key, member => ConnectProtocol.ReadState(member.Value));
        var context = new LeaderContext(answer.MemberId, mode, answer.Generation, _lastCompletedGeneration, members);
        return _callbacks.Assign(context).ToDictionary(
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

        _join = null;
        _sync = null;
        _prepared = false;
        _failures = 0;
        if (_membership.Synced() is { } generation)
        {
            LogSynced(_logger, generation.Id);
            Complete(generation, ConnectProtocol.ReadAssignment(bytes));
        }
    }

    private void Complete(GroupGeneration generation, ConnectAssignment assignment)
    {
        _protocol = ConnectProtocol.Parse(generation.Protocol);
        if (_protocol != ConnectProtocolMode.Eager)
        {
            if (assignment.RevokedConnectors.Count > 0 || assignment.RevokedTasks.Count > 0)
            {
                _callbacks.Revoked(assignment.Leader, assignment.RevokedConnectors, assignment.RevokedTasks);
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
        _callbacks.Assigned(assignment, generation.Id);
    }

    private void Failed(Task request, string name)
    {
        _join = null;
        _sync = null;
        var cause = request.Exception?.InnerException;
        if (cause is BrokerException or InvalidDataException)
        {
            throw cause;
        }

        _stopped.ThrowIfCancellationRequested();
        _membership.LoseCoordinator(_membership.Coordinator, name + " failed: " + (cause?.Message ?? "cancelled"));
        _membership.RequestRejoin("rebalance failed due to " + name);
        BackOff();
    }

    private void Refused(BrokerError error, string request, string? memberId)
    {
        _join = null;
        _sync = null;
        switch (error)
        {
            case BrokerError.MemberIdRequired:
                _membership.TakeMemberId(memberId!);
                break;
            case BrokerError.UnknownMemberId or BrokerError.IllegalGeneration:
                _membership.Reset("encountered " + error + " from " + request + " response", error == BrokerError.UnknownMemberId);
                _prepared = false;
                break;
            case BrokerError.RebalanceInProgress:
                _membership.RequestRejoin("the group began another rebalance");
                break;
            case BrokerError.CoordinatorNotAvailable or BrokerError.NotCoordinator:
                _membership.LoseCoordinator(_membership.Coordinator, "error response " + error);
                BackOff();
                break;
            case BrokerError.CoordinatorLoadInProgress or BrokerError.RequestTimedOut:
                BackOff();
                break;
            default:
                throw BrokerException.Of(error, _settings.GroupId);
        }
    }

    private PollSignal.Outcome BackOff()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 20)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
        var pause = TimeSpan.FromMilliseconds(
            Math.Min(_settings.RetryBackoff.TotalMilliseconds * factor, _settings.RetryBackoffMax.TotalMilliseconds));
        return _signal.Pause(pause);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Discovered group coordinator {Coordinator}")]
    private static partial void LogDiscovered(ILogger log, BrokerEndpoint coordinator);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No group coordinator: {Reason}")]
    private static partial void LogNoCoordinator(ILogger log, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Broker coordinator was unreachable for {Milliseconds} ms. Revoking the assignment to avoid running tasks while not "
            + "being a member of the group")]
    private static partial void LogUnreachable(ILogger log, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Member {MemberId} leaves the group at {Coordinator} due to {Reason}")]
    private static partial void LogLeaving(ILogger log, string memberId, BrokerEndpoint coordinator, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Leaving the group failed: {Reason}")]
    private static partial void LogLeaveFailed(ILogger log, string reason);
}

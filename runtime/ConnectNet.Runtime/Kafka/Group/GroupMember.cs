using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// A worker's membership in its Connect group, as Java's WorkerGroupMember. One thread, the herder's, calls <see cref="EnsureActive"/>
/// and <see cref="Poll"/>, and gets the callbacks there; <see cref="Wakeup"/>, <see cref="RequestRejoin"/> and the properties may be used
/// by any thread. Heartbeats go out in the background.
/// </summary>
internal sealed partial class GroupMember
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private readonly GroupParts _parts;
    private readonly BrokerPool _brokers;
    private readonly GroupMembership _membership;
    private readonly GroupHeartbeat _heartbeat;
    private readonly CoordinatorSearch _search;
    private readonly GroupJoin _join;
    private readonly PollSignal _signal;
    private readonly Action _stop;

    public GroupMember(GroupMemberSettings settings, GroupCallbacks callbacks, ConnectMetrics metrics, ILogger logger, TimeProvider time)
    {
        var stopping = new CancellationTokenSource();
        _stop = stopping.Cancel;
        _signal = new PollSignal(time);
        _membership = new GroupMembership(logger, _signal);
        _brokers = new BrokerPool(
            new BrokerSettings(settings.ClientProperties, settings.ClientId) { Network = new NetworkMetrics(metrics, settings.ClientId) }, time);
        metrics.Rebalance.Enable(settings.ClientId, settings.Protocol.ToString().ToUpperInvariant());
        _parts = new GroupParts
        {
            Settings = settings,
            Callbacks = callbacks,
            Membership = _membership,
            Signal = _signal,
            Pause = new RetryPause(settings, _signal),
            Metrics = metrics.Rebalance,
            Logger = logger,
            Time = time,
            Stopped = stopping.Token,
        };
        _heartbeat = new GroupHeartbeat(_parts, LeaveAfterPollTimeout);
        _search = new CoordinatorSearch(_parts, _brokers, _heartbeat);
        _join = new GroupJoin(_parts, _search, _heartbeat);
    }

    /// <summary>The member id, or the empty string while not a stable member.</summary>
    public string MemberId => _membership.StableGeneration?.MemberId ?? "";

    /// <summary>The generation last joined, or -1.</summary>
    public int Generation => _membership.Generation.Id;

    /// <inheritdoc cref="GroupJoin.Protocol"/>
    public ConnectProtocolMode Protocol => _join.Protocol;

    /// <inheritdoc cref="GroupJoin.Assignment"/>
    public ConnectAssignment? Assignment => _join.Assignment;

    /// <summary>True while a (re)join is due or under way; owners of work are not known then.</summary>
    public bool RejoinNeeded => _join.Needed;

    /// <inheritdoc cref="GroupHeartbeat.IsInDoubt"/>
    public bool IsInDoubt => _heartbeat.IsInDoubt;

    public bool IsLeader => Assignment is { } assignment && MemberId.Length > 0 && assignment.Leader == MemberId;

    /// <summary>
    /// Finds the coordinator, asks it where the membership is in doubt, and (re)joins where needed. False when <see cref="Wakeup"/> ended it early: call again. Throws a
    /// <see cref="BrokerException"/> when the coordinator refuses this member for good.
    /// </summary>
    public bool EnsureActive() => Poll(TimeSpan.Zero);

    /// <summary>As <see cref="EnsureActive"/>, then stays in the group for the time given. False when woken up.</summary>
    public bool Poll(TimeSpan timeout)
    {
        var start = _parts.Time.GetTimestamp();
        do
        {
            if (!BeMember())
            {
                return false;
            }

            var remaining = timeout - _parts.Time.GetElapsedTime(start);
            if (remaining <= TimeSpan.Zero)
            {
                return !_signal.TakeWakeup();
            }

            // No longer than a heartbeat at a time: the heartbeat takes a herder that does not come by here for stuck, and leaves the group.
            var wait = remaining < _parts.Settings.HeartbeatInterval ? remaining : _parts.Settings.HeartbeatInterval;
            if (_signal.Wait(null, wait) == PollSignal.Outcome.WokenUp)
            {
                return false;
            }
        }
        while (_parts.Time.GetElapsedTime(start) < timeout);

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
        var joining = _join.UnderWay;
        _join.Abandon();
        if (connection is null || generation.MemberId.Length == 0)
        {
            return;
        }

        LogLeaving(_parts.Logger, generation.MemberId, connection.Endpoint, reason);
        try
        {
            SendLeaveAsync(connection, joining, generation.MemberId, reason).Wait(LeaveTimeout);
        }
        catch (AggregateException e)
        {
            LogLeaveFailed(_parts.Logger, e.InnerException!.Message);
        }
    }

    /// <summary>Hands work back: calls the Revoked callback with all of an assignment.</summary>
    public void Revoke(ConnectAssignment assignment) =>
        _parts.Callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);

    /// <summary>Leaves the group and closes connections; waits at most a few seconds.</summary>
    public void Stop()
    {
        if (_parts.Stopped.IsCancellationRequested)
        {
            return;
        }

        LeaveGroup("the consumer is being closed");
        _stop();
        _membership.LoseCoordinator(_membership.Coordinator, "the member was stopped");
    }

    // On a pool thread: the herder has not polled for too long.
    private void LeaveAfterPollTimeout()
    {
        _parts.Callbacks.PollTimeoutExpired();
        var (connection, generation) = _membership.Leave();
        if (connection is not null && generation.MemberId.Length > 0)
        {
            LogLeaving(_parts.Logger, generation.MemberId, connection.Endpoint, "worker poll timeout has expired.");
            _ = SendLeaveAsync(connection, joining: false, generation.MemberId, "worker poll timeout has expired.");
        }
    }

    // A broker answers the requests of a connection in turn: one that still waits for a join must be left behind.
    private async Task SendLeaveAsync(BrokerConnection connection, bool joining, string memberId, string reason)
    {
        using var timeout = new CancellationTokenSource(LeaveTimeout, _parts.Time);
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
                (body, version) => GroupRequests.Leave(body, version, _parts.Settings.GroupId, memberId, reason),
                GroupRequests.ReadError,
                LeaveTimeout,
                timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogLeaveFailed(_parts.Logger, e.Message);
        }
        finally
        {
            own?.Dispose();
        }
    }

    // Until the coordinator knows this member; false when woken up.
    private bool BeMember()
    {
        while (true)
        {
            _heartbeat.NotePoll();
            // Looked at before a join begins, which hides how long nothing was heard.
            _ = _heartbeat.IsInDoubt;
            if ((_membership.Coordinator is null && !Discover()) || (_join.Needed && !_join.Run()))
            {
                return false;
            }

            _heartbeat.ThrowIfFailed();
            _heartbeat.NotePoll();
            if (!_heartbeat.IsInDoubt)
            {
                return true;
            }

            if (_signal.Wait(_heartbeat.AskAsync(), _parts.Settings.HeartbeatInterval) == PollSignal.Outcome.WokenUp
                || (_membership.Coordinator is null && _parts.Pause.Wait() == PollSignal.Outcome.WokenUp))
            {
                return false;
            }
        }
    }

    // One round with the time a heartbeat takes; without a coordinator this worker must not go on running what others may get.
    private bool Discover()
    {
        switch (_search.Find(_parts.Settings.HeartbeatInterval))
        {
            case PollSignal.Outcome.WokenUp:
                return false;
            case PollSignal.Outcome.TimedOut:
                _join.GiveUpAssignment();
                return true;
            default:
                return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Member {MemberId} leaves the group at {Coordinator} due to {Reason}")]
    private static partial void LogLeaving(ILogger log, string memberId, BrokerEndpoint coordinator, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Leaving the group failed: {Reason}")]
    private static partial void LogLeaveFailed(ILogger log, string reason);
}

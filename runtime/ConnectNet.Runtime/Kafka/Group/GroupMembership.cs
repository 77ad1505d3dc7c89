namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// The state that the herder's thread and the heartbeat share: coordinator, generation, and whether to join again. Every member is one
/// step under one lock; a change that the herder must look at wakes its poll.
/// </summary>
internal sealed partial class GroupMembership(ILogger logger, PollSignal signal)
{
    private readonly Lock _gate = new();
    private BrokerConnection? _coordinator;
    private GroupGeneration _generation = GroupGeneration.None;
    private Phase _phase;
    private bool _rejoinNeeded = true;
    private string _rejoinReason = "";
    private bool _inDoubt;

    private enum Phase
    {
        Unjoined,
        Joining,
        Syncing,
        Stable,
    }

    public BrokerConnection? Coordinator
    {
        get
        {
            lock (_gate)
            {
                return _coordinator;
            }
        }
    }

    public GroupGeneration Generation
    {
        get
        {
            lock (_gate)
            {
                return _generation;
            }
        }
    }

    /// <summary>The generation while it holds, else null.</summary>
    public GroupGeneration? StableGeneration
    {
        get
        {
            lock (_gate)
            {
                return _phase == Phase.Stable ? _generation : null;
            }
        }
    }

    public bool RejoinNeeded
    {
        get
        {
            lock (_gate)
            {
                return _rejoinNeeded;
            }
        }
    }

    /// <summary>The coordinator may have ended this membership, and given its work to others.</summary>
    public bool InDoubt
    {
        get
        {
            lock (_gate)
            {
                return _inDoubt;
            }
        }
    }

    /// <summary>What to send heartbeats with, or null while there is nothing to keep alive.</summary>
    public (BrokerConnection Coordinator, GroupGeneration Generation)? HeartbeatTarget
    {
        get
        {
            lock (_gate)
            {
                return _phase is Phase.Syncing or Phase.Stable && _coordinator is { } coordinator ? (coordinator, _generation) : null;
            }
        }
    }

    public void FoundCoordinator(BrokerConnection connection)
    {
        lock (_gate)
        {
            _coordinator = connection;
        }
    }

    public void LoseCoordinator(BrokerConnection? connection, string reason)
    {
        lock (_gate)
        {
            if (connection is null || _coordinator != connection)
            {
                return;
            }

            _coordinator = null;
        }

        LogLost(logger, connection.Endpoint, reason);
        connection.Dispose();
        signal.News();
    }

    /// <summary>Nothing was heard of the coordinator for as long as a session lasts.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            _inDoubt = true;
        }
    }

    /// <summary>The coordinator knows the generation.</summary>
    public void Confirmed(GroupGeneration generation)
    {
        lock (_gate)
        {
            if (!_inDoubt || generation != _generation)
            {
                return;
            }

            _inDoubt = false;
        }

        // There may be work that has waited for this.
        signal.Wakeup();
    }

    public void RequestRejoin(string reason)
    {
        lock (_gate)
        {
            _rejoinNeeded = true;
            _rejoinReason = reason;
        }

        LogRejoin(logger, reason);
        signal.News();
    }

    /// <summary>The connection, member id and reason for a join; null when the coordinator was lost meanwhile.</summary>
    public (BrokerConnection Connection, string MemberId, string Reason)? BeginJoin()
    {
        lock (_gate)
        {
            if (_coordinator is not { } coordinator)
            {
                return null;
            }

            _phase = Phase.Joining;
            _rejoinNeeded = true;
            return (coordinator, _generation.MemberId, _rejoinReason);
        }
    }

    public void TakeMemberId(string memberId)
    {
        lock (_gate)
        {
            _generation = GroupGeneration.None with { MemberId = memberId };
            _rejoinReason = "need to re-join with the given member-id: " + memberId;
        }
    }

    /// <summary>A join succeeded: the connection to sync on, or null when the member left meanwhile.</summary>
    public BrokerConnection? Joined(GroupGeneration generation)
    {
        lock (_gate)
        {
            if (_phase != Phase.Joining || _coordinator is null)
            {
                return null;
            }

            _phase = Phase.Syncing;
            _generation = generation;
            return _coordinator;
        }
    }

    /// <summary>A sync succeeded: the generation that holds now, or null when it was lost meanwhile.</summary>
    public GroupGeneration? Synced()
    {
        lock (_gate)
        {
            if (_phase != Phase.Syncing)
            {
                return null;
            }

            _phase = Phase.Stable;
            _inDoubt = false;
            _rejoinNeeded = false;
            _rejoinReason = "";
            return _generation;
        }
    }

    /// <summary>A heartbeat was told that the group rebalances.</summary>
    public void Rebalancing()
    {
        lock (_gate)
        {
            if (_phase != Phase.Stable || _rejoinNeeded)
            {
                return;
            }
        }

        RequestRejoin("group is already rebalancing");
    }

    /// <summary>A heartbeat was told that its generation is over; an older generation's answer changes nothing.</summary>
    public void Expired(GroupGeneration sent, string reason, bool forgetMember)
    {
        lock (_gate)
        {
            if (sent != _generation)
            {
                return;
            }
        }

        Reset(reason, forgetMember);
    }

    /// <summary>No member any more; a member id that may still be valid can be kept for the next join.</summary>
    public void Reset(string reason, bool forgetMember)
    {
        lock (_gate)
        {
            _inDoubt |= _generation.Id >= 0;
            _phase = Phase.Unjoined;
            _generation = forgetMember ? GroupGeneration.None : GroupGeneration.None with { MemberId = _generation.MemberId };
        }

        RequestRejoin(reason);
    }

    /// <summary>Forgets the membership; returns what to tell the coordinator with, if there was one.</summary>
    public (BrokerConnection? Connection, GroupGeneration Generation) Leave()
    {
        lock (_gate)
        {
            var left = _phase == Phase.Unjoined ? GroupGeneration.None : _generation;
            _inDoubt |= left.Id >= 0;
            _phase = Phase.Unjoined;
            _generation = GroupGeneration.None;
            _rejoinNeeded = true;
            _rejoinReason = "consumer pro-actively leaving the group";
            return (_coordinator, left);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group coordinator {Coordinator} is unavailable or invalid: {Reason}")]
    private static partial void LogLost(ILogger log, BrokerEndpoint coordinator, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Request joining group due to: {Reason}")]
    private static partial void LogRejoin(ILogger log, string reason);
}

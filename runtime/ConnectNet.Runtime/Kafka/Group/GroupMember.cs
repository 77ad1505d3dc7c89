using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// A worker's membership in its Connect group, as Java's WorkerGroupMember. One thread, the herder's, calls <see cref="EnsureActive"/>
/// and <see cref="Poll"/>, and gets the callbacks there; <see cref="Wakeup"/>, <see cref="RequestRejoin"/> and the properties may be used
/// by any thread. Heartbeats go out in the background.
/// </summary>
internal sealed class GroupMember(GroupMemberSettings settings, GroupCallbacks callbacks, ILogger logger, TimeProvider time)
{
    private readonly object[] _parts = [settings, logger, time];

    /// <summary>The member id, or the empty string while not a member.</summary>
    public string MemberId => throw new NotImplementedException();

    /// <summary>The generation last joined, or -1.</summary>
    public int Generation => throw new NotImplementedException();

    /// <summary>The protocol in force: the broker's choice, before the first join the one preferred.</summary>
    public ConnectProtocolMode Protocol => throw new NotImplementedException();

    /// <summary>The complete assignment now held, or null.</summary>
    public ConnectAssignment? Assignment => throw new NotImplementedException();

    /// <summary>True while a (re)join is due or under way; owners of work are not known then.</summary>
    public bool RejoinNeeded => throw new NotImplementedException();

    public bool IsLeader => throw new NotImplementedException();

    /// <summary>Finds the coordinator and (re)joins where needed. False when <see cref="Wakeup"/> ended it early: call again.</summary>
    public bool EnsureActive() => Poll(TimeSpan.Zero);

    /// <summary>As <see cref="EnsureActive"/>, then stays in the group for the time given. False when woken up.</summary>
    public bool Poll(TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Ends the current poll, or the next one.</summary>
    public void Wakeup() => throw new NotImplementedException();

    /// <summary>Makes the next poll join again.</summary>
    public void RequestRejoin(string reason) => throw new NotImplementedException();

    /// <summary>Leaves the group if a member; the next poll joins anew.</summary>
    public void LeaveGroup(string reason) => throw new NotImplementedException();

    /// <summary>Hands work back: calls the Revoked callback with all of an assignment.</summary>
    public void Revoke(ConnectAssignment assignment) =>
        callbacks.Revoked(assignment.Leader, assignment.Connectors, assignment.Tasks);

    /// <summary>Leaves the group and closes connections; waits at most a few seconds.</summary>
    public void Stop() => throw new NotImplementedException();
}

using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// What a <see cref="GroupMember"/> calls; each on the thread that calls its Poll or EnsureActive, except
/// <see cref="PollTimeoutExpired"/> and <see cref="HerderWanted"/>.
/// </summary>
internal sealed record GroupCallbacks
{
    /// <summary>The config offset to send with a join, taken from a fresh snapshot.</summary>
    public required Func<long> ConfigOffset { get; init; }

    /// <summary>Asked when this member leads: the assignment of each member id. The context lists all members.</summary>
    public required Func<LeaderContext, IReadOnlyDictionary<string, ConnectAssignment>> Assign { get; init; }

    /// <summary>A join is complete: the whole assignment (with what was revoked by it) and the generation.</summary>
    public required Action<ConnectAssignment, int> Assigned { get; init; }

    /// <summary>Work to stop before this returns: leader's member id, connectors, tasks.</summary>
    public required Action<string?, IReadOnlyList<string>, IReadOnlyList<ConnectorTaskId>> Revoked { get; init; }

    /// <summary>A rebalance starts: whatever was known as leader is void.</summary>
    public Action RebalanceStarted { get; init; } = static () => { };

    /// <summary>
    /// There is no coordinator, and the herder is busy with something else: it is to come here soon, because this worker must not go on running what others
    /// may get. Called on a pool thread, again and again.
    /// </summary>
    public Action HerderWanted { get; init; } = static () => { };

    /// <summary>The herder did not poll for the rebalance time-out; the member leaves the group. Called on a pool thread.</summary>
    public Action PollTimeoutExpired { get; init; } = static () => { };
}

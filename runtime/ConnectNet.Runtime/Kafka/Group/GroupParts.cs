using ConnectNet.Runtime.Metrics;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>What the parts of a <see cref="GroupMember"/> share; made and owned by it.</summary>
internal sealed record GroupParts
{
    public required GroupMemberSettings Settings { get; init; }

    public required GroupCallbacks Callbacks { get; init; }

    public required GroupMembership Membership { get; init; }

    public required PollSignal Signal { get; init; }

    public required RetryPause Pause { get; init; }

    public required RebalanceMetrics Metrics { get; init; }

    public required ILogger Logger { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Cancelled when the member stops.</summary>
    public required CancellationToken Stopped { get; init; }
}

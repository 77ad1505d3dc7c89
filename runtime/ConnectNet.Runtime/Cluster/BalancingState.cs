namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// What a leader remembers from one incremental assignment to the next. Private to the leader: a new one starts from
/// <see cref="Initial"/>. Immutable.
/// </summary>
internal sealed record BalancingState
{
    public static readonly BalancingState Initial = new();

    /// <summary>All work that was assigned by the last round, or was lost then and not given away again.</summary>
    public WorkSet Previous { get; init; } = WorkSet.Empty;

    /// <summary>What the last round revoked.</summary>
    public WorkSet PreviousRevocation { get; init; } = WorkSet.Empty;

    public IReadOnlySet<string> PreviousMembers { get; init; } = new HashSet<string>();

    public int PreviousGeneration { get; init; } = -1;

    /// <summary>When a delayed round is due, in milliseconds since 1970; 0 for none.</summary>
    public long ScheduledRebalance { get; init; }

    /// <summary>Milliseconds after which all members shall join again; 0 for none.</summary>
    public int Delay { get; init; }

    /// <summary>Members that were without work at some round of the delay; they get the lost work.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>The last round took work away to balance the load.</summary>
    public bool RevokedInPrevious { get; init; }

    public int SuccessiveRevocations { get; init; }
}

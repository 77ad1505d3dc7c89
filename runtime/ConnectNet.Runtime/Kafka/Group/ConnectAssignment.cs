using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// What the leader gives a member. On the wire (protocols compatible and sessioned) it lists only new and revoked work; what
/// <see cref="GroupMember"/> hands on is the member's complete assignment. Immutable.
/// </summary>
/// <param name="Version">Version of the layout: 0 eager, 1 compatible, 2 sessioned.</param>
/// <param name="Error"><see cref="NoError"/> or <see cref="ConfigMismatch"/>.</param>
/// <param name="Leader">Member id of the leader.</param>
/// <param name="LeaderUrl">REST URL of the leader.</param>
/// <param name="Offset">Config offset on which the assignment rests.</param>
internal sealed record ConnectAssignment(short Version, short Error, string? Leader, string? LeaderUrl, long Offset)
{
    public const short NoError = 0;

    /// <summary>The leader's configs were older than a member's: read the config topic to the end and join again.</summary>
    public const short ConfigMismatch = 1;

    public static readonly ConnectAssignment Empty = new(1, NoError, null, null, -1);

    public IReadOnlyList<string> Connectors { get; init; } = [];

    public IReadOnlyList<ConnectorTaskId> Tasks { get; init; } = [];

    public IReadOnlyList<string> RevokedConnectors { get; init; } = [];

    public IReadOnlyList<ConnectorTaskId> RevokedTasks { get; init; } = [];

    /// <summary>Milliseconds after which every member shall join again; 0 for none.</summary>
    public int Delay { get; init; }

    public bool Failed => Error != NoError;

    public override string ToString() =>
        $"Assignment{{error={Error}, leader='{Leader}', leaderUrl='{LeaderUrl}', offset={Offset}, connectorIds=[{string.Join(", ", Connectors)}], "
        + $"taskIds=[{string.Join(", ", Tasks)}], revokedConnectorIds=[{string.Join(", ", RevokedConnectors)}], "
        + $"revokedTaskIds=[{string.Join(", ", RevokedTasks)}], delay={Delay}}}";
}

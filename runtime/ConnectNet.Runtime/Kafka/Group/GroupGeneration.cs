namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>What a member knows of the group's generation it belongs to. Immutable.</summary>
internal sealed record GroupGeneration(int Id, string MemberId, string? Protocol)
{
    public static readonly GroupGeneration None = new(-1, "", null);
}

namespace ConnectNet.Runtime.Cluster;

/// <summary>Which members of a group may run a connector and its tasks: all of them, unless it is listed here. Immutable.</summary>
/// <param name="restricted">Some members, at least one, by connector.</param>
internal sealed class Placement(IReadOnlyDictionary<string, IReadOnlySet<string>> restricted)
{
    /// <summary>Java's rule.</summary>
    public static readonly Placement Anywhere = new(new Dictionary<string, IReadOnlySet<string>>());

    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> _restricted = restricted;

    public bool IsFree => _restricted.Count == 0;

    public bool IsRestricted(string connector) => _restricted.ContainsKey(connector);

    public bool Allows(string member, string connector) => !_restricted.TryGetValue(connector, out var members) || members.Contains(member);

    public bool SameAs(Placement other) =>
        _restricted.Count == other._restricted.Count
        && _restricted.All(entry => other._restricted.TryGetValue(entry.Key, out var members) && members.SetEquals(entry.Value));
}

using System.Collections.Immutable;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A set of connectors and tasks, in their natural order. Immutable.</summary>
internal sealed record WorkSet(ImmutableSortedSet<string> Connectors, ImmutableSortedSet<ConnectorTaskId> Tasks)
{
    public static readonly WorkSet Empty = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal), []);

    public bool IsEmpty => Connectors.IsEmpty && Tasks.IsEmpty;

    public static WorkSet Of(IEnumerable<string> connectors, IEnumerable<ConnectorTaskId> tasks) =>
        new(connectors.ToImmutableSortedSet(StringComparer.Ordinal), tasks.ToImmutableSortedSet());

    public WorkSet Union(WorkSet other) => new(Connectors.Union(other.Connectors), Tasks.Union(other.Tasks));

    public WorkSet Except(WorkSet other) => new(Connectors.Except(other.Connectors), Tasks.Except(other.Tasks));

    public bool Overlaps(WorkSet other) => Connectors.Overlaps(other.Connectors) || Tasks.Overlaps(other.Tasks);
}

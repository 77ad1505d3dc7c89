using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Divides connectors and tasks among the members of a group, as Java's two assignors do. Pure: what is to be remembered goes in and
/// comes out as <see cref="BalancingState"/>.
/// </summary>
internal static class Assignor
{
    /// <summary>Computes a round.</summary>
    /// <param name="context">The members and what they run.</param>
    /// <param name="snapshot">The newest state of the config topic that the leader has read.</param>
    /// <param name="balancing">What the last round returned.</param>
    /// <param name="placement">Who may run what.</param>
    /// <param name="maxDelay"><c>scheduled.rebalance.max.delay.ms</c>.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public static WorkAssignment Assign(
        LeaderContext context, ClusterState snapshot, BalancingState balancing, Placement placement, int maxDelay, long now)
    {
        var leaderUrl = context.Members[context.LeaderId].Url;
        var offset = context.Members.Values.Max(member => member.Offset);
        if (snapshot.Offset < offset)
        {
            // A member knows configs that the leader does not: nobody gets work before everybody has read them.
            var mismatch = new ConnectAssignment(
                (short)context.Protocol, ConnectAssignment.ConfigMismatch, context.LeaderId, leaderUrl, offset);
            return new WorkAssignment(context.Members.Keys.ToDictionary(member => member, _ => mismatch), null, balancing);
        }

        var empty = new ConnectAssignment(
            (short)context.Protocol, ConnectAssignment.NoError, context.LeaderId, leaderUrl, snapshot.Offset);
        return context.Protocol == ConnectProtocolMode.Eager
            ? Eager(context, snapshot, balancing, placement, empty)
            : new CooperativeRound(context, snapshot, balancing, placement, maxDelay, now).Assign(empty);
    }

    /// <summary>The owners of the work that each member is left with.</summary>
    internal static WorkOwners Owners(LeaderContext context, IEnumerable<WorkerLoad> loads)
    {
        var connectors = new Dictionary<string, string>(StringComparer.Ordinal);
        var tasks = new Dictionary<ConnectorTaskId, string>();
        foreach (var load in loads)
        {
            var url = context.Members[load.Member].Url;
            load.Connectors.ForEach(connector => connectors[connector] = url);
            load.Tasks.ForEach(task => tasks[task] = url);
        }

        return new WorkOwners(connectors, tasks);
    }

    private static WorkAssignment Eager(
        LeaderContext context, ClusterState snapshot, BalancingState balancing, Placement placement, ConnectAssignment empty)
    {
        var loads = context.Members.Keys.Order(StringComparer.Ordinal).Select(member => new WorkerLoad(member, [], [])).ToList();
        var connectors = snapshot.Connectors.Order(StringComparer.Ordinal).ToList();
        var next = 0;
        WorkerLoad Next(string connector)
        {
            while (!placement.Allows(loads[next % loads.Count].Member, connector))
            {
                next++;
            }

            return loads[next++ % loads.Count];
        }

        connectors.ForEach(connector => Next(connector).Connectors.Add(connector));
        foreach (var task in connectors.SelectMany(snapshot.Tasks))
        {
            Next(task.Connector).Tasks.Add(task);
        }

        var assignments = loads.ToDictionary(
            load => load.Member, load => empty with { Connectors = load.Connectors, Tasks = load.Tasks });
        return new WorkAssignment(assignments, Owners(context, loads), balancing);
    }
}

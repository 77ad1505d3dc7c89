namespace ConnectNet.Runtime.Cluster;

/// <summary>What members have too much of: the work to take from them so that others can get their share. Pure functions.</summary>
internal static class Surplus
{
    /// <summary>The work to revoke, by member that has it.</summary>
    /// <param name="loads">What each member is left with so far.</param>
    /// <param name="configured">All work there is, running or not.</param>
    /// <param name="placement">Who may run what.</param>
    public static List<(WorkerLoad Load, WorkSet Work)> Of(List<WorkerLoad> loads, WorkSet configured, Placement placement)
    {
        if (loads.All(load => load.IsEmpty) || configured.IsEmpty)
        {
            return [];
        }

        var connectors = placement.IsFree
            ? Even(loads, configured.Connectors.Count, load => load.Connectors)
            : Movable(loads, configured.Connectors, load => load.Connectors, (member, connector) => placement.Allows(member, connector));
        var tasks = placement.IsFree
            ? Even(loads, configured.Tasks.Count, load => load.Tasks)
            : Movable(loads, configured.Tasks, load => load.Tasks, (member, task) => placement.Allows(member, task.Connector));
        return
        [
            .. loads.Select(load => (load, WorkSet.Of(connectors.GetValueOrDefault(load, []), tasks.GetValueOrDefault(load, []))))
                .Where(entry => !entry.Item2.IsEmpty),
        ];
    }

    // Java's rule: everybody keeps the same number, and the first ones that have more may keep one more where it does not divide evenly.
    private static Dictionary<WorkerLoad, List<T>> Even<T>(List<WorkerLoad> loads, int total, Func<WorkerLoad, List<T>> allocation)
    {
        var (least, extras) = Math.DivRem(total, loads.Count);
        var surplus = new Dictionary<WorkerLoad, List<T>>();
        if (loads.Count(load => allocation(load).Count == least + 1) == extras
            && loads.All(load => allocation(load).Count == least || allocation(load).Count == least + 1))
        {
            return surplus;
        }

        var extrasGiven = 0;
        foreach (var load in loads)
        {
            var items = allocation(load);
            if (items.Count <= least)
            {
                continue;
            }

            var allowed = least;
            if (extrasGiven < extras)
            {
                extrasGiven++;
                allowed = least + 1;
            }

            if (items.Count > allowed)
            {
                surplus[load] = items[..(items.Count - allowed)];
            }
        }

        return surplus;
    }

    // Where not everybody may run everything: whatever could go to a member with at least two less, counting what is still to be handed
    // out. Each move makes the loads more even, so rounds of it come to an end.
    private static Dictionary<WorkerLoad, List<T>> Movable<T>(
        List<WorkerLoad> loads, IReadOnlyCollection<T> configured, Func<WorkerLoad, List<T>> allocation, Func<string, T, bool> allows)
        where T : notnull
    {
        var counts = loads.ToDictionary(load => load, load => allocation(load).Count);
        WorkerLoad Least(T item) => loads.Where(load => allows(load.Member, item)).MinBy(load => counts[load])!;
        foreach (var waiting in configured.Except(loads.SelectMany(allocation)))
        {
            counts[Least(waiting)]++;
        }

        var surplus = new Dictionary<WorkerLoad, List<T>>();
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var load in loads)
            {
                foreach (var item in allocation(load).Except(surplus.GetValueOrDefault(load, [])).ToList())
                {
                    var target = Least(item);
                    if (counts[target] + 1 < counts[load])
                    {
                        counts[target]++;
                        counts[load]--;
                        surplus[load] = [.. surplus.GetValueOrDefault(load, []), item];
                        moved = true;
                    }
                }
            }
        }

        return surplus;
    }
}

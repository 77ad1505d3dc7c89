using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// One round of the incremental cooperative protocol: work stays where it runs; what is new is handed out, what is deleted, run twice or
/// too much is revoked, what a lost member ran waits for its return. Used once, by one thread.
/// </summary>
internal sealed class CooperativeRound
{
    private readonly LeaderContext _context;
    private readonly Placement _placement;
    private readonly int _maxDelay;
    private readonly long _now;
    private readonly Dictionary<string, WorkSet> _revoked = new(StringComparer.Ordinal);
    private readonly List<WorkerLoad> _current;
    private readonly List<WorkerLoad> _next;
    private readonly WorkSet _configured;
    private BalancingState _state;

    public CooperativeRound(LeaderContext context, ClusterState snapshot, BalancingState state, Placement placement, int maxDelay, long now)
    {
        _context = context;
        _placement = placement;
        _maxDelay = maxDelay;
        _now = now;
        // After a round whose outcome did not reach the group nothing is known for sure.
        _state = state.PreviousGeneration == context.LastCompletedGeneration ? state : state with { Previous = WorkSet.Empty };
        _configured = WorkSet.Of(snapshot.Connectors, snapshot.Connectors.SelectMany(snapshot.Tasks));
        _current = Loads();
        _next = Loads();
    }

    public WorkAssignment Assign(ConnectAssignment empty)
    {
        var active = _current.Select(Work).Aggregate(WorkSet.Empty, static (all, work) => all.Union(work));
        if (_state.PreviousRevocation.Overlaps(active))
        {
            // A revocation did not take effect.
            _state = _state with { Previous = active };
        }

        var deleted = _state.Previous.Except(_configured);
        var lost = _state.Previous.Except(active).Except(deleted);
        var created = _configured.Except(_state.Previous).Except(active);
        RevokeFromAll(deleted);
        RevokeFromAll(Duplicated());
        RevokeMisplaced();
        var reassigned = HandleLost(lost);
        BalanceLoad();
        Distribute([.. created.Connectors, .. reassigned.Connectors], load => load.Connectors, connector => connector);
        Distribute([.. created.Tasks, .. reassigned.Tasks], load => load.Tasks, task => task.Connector);

        _current.ForEach(load => load.Remove(deleted));
        var revocation = _revoked.Values.Aggregate(WorkSet.Empty, static (all, work) => all.Union(work));
        _state = _state with
        {
            Previous = _next.Select(Work).Aggregate(WorkSet.Empty, static (all, work) => all.Union(work)).Except(revocation).Union(lost),
            PreviousRevocation = revocation,
            PreviousGeneration = _context.Generation,
            PreviousMembers = _context.Members.Keys.ToHashSet(StringComparer.Ordinal),
        };
        return new WorkAssignment(Messages(empty), Assignor.Owners(_context, _next), _state);
    }

    private static WorkSet Work(WorkerLoad load) => WorkSet.Of(load.Connectors, load.Tasks);

    // Java walks the members in the order of a hash map; it decides who keeps one more when the load does not divide evenly.
    private List<WorkerLoad> Loads() =>
    [
        .. JavaOrder.HashOrder(_context.Members).Select(member => new WorkerLoad(
            member.Key, member.Value.Assignment?.Connectors ?? [], member.Value.Assignment?.Tasks ?? [])),
    ];

    private Dictionary<string, ConnectAssignment> Messages(ConnectAssignment empty)
    {
        var current = _current.ToDictionary(load => load.Member, Work);
        return _next.ToDictionary(load => load.Member, load =>
        {
            var revoked = _revoked.GetValueOrDefault(load.Member, WorkSet.Empty);
            var had = current[load.Member];
            return empty with
            {
                Connectors = [.. load.Connectors.Where(connector => !had.Connectors.Contains(connector))],
                Tasks = [.. load.Tasks.Where(task => !had.Tasks.Contains(task))],
                RevokedConnectors = revoked.Connectors,
                RevokedTasks = revoked.Tasks,
                Delay = _state.Delay,
            };
        });
    }

    private WorkSet Duplicated() => WorkSet.Of(
        _current.SelectMany(load => load.Connectors).GroupBy(connector => connector).Where(group => group.Count() > 1).Select(group => group.Key),
        _current.SelectMany(load => load.Tasks).GroupBy(task => task).Where(group => group.Count() > 1).Select(group => group.Key));

    private void RevokeFromAll(WorkSet work)
    {
        foreach (var load in _next)
        {
            Revoke(load, WorkSet.Of(load.Connectors.Where(work.Connectors.Contains), load.Tasks.Where(work.Tasks.Contains)));
        }
    }

    private void RevokeMisplaced()
    {
        foreach (var load in _next)
        {
            Revoke(load, WorkSet.Of(
                load.Connectors.Where(connector => !_placement.Allows(load.Member, connector)),
                load.Tasks.Where(task => !_placement.Allows(load.Member, task.Connector))));
        }
    }

    private void Revoke(WorkerLoad load, WorkSet work)
    {
        if (!work.IsEmpty)
        {
            _revoked[load.Member] = _revoked.GetValueOrDefault(load.Member, WorkSet.Empty).Union(work);
            load.Remove(work);
        }
    }

    /// <summary>Decides about work whose member is gone; returns what is to be spread as if it were new.</summary>
    private WorkSet HandleLost(WorkSet lost)
    {
        if (lost.IsEmpty && !_state.RevokedInPrevious)
        {
            ResetDelay();
            return WorkSet.Empty;
        }

        // Nobody left (the assignment was lost on its way), or nobody is waited for.
        if ((_state.ScheduledRebalance <= 0 && _state.PreviousMembers.All(_context.Members.ContainsKey)) || _maxDelay == 0)
        {
            return lost;
        }

        if (_state.ScheduledRebalance > 0 && _now >= _state.ScheduledRebalance)
        {
            var spread = GiveToCandidates(lost);
            ResetDelay();
            _state = _state with { RevokedInPrevious = false };
            return spread;
        }

        var candidates = JavaOrder.HashOrder(_next.Where(load => load.IsEmpty).Select(load => load.Member));
        var delay = _now < _state.ScheduledRebalance ? (int)Math.Min(_state.ScheduledRebalance - _now, _maxDelay) : _maxDelay;
        _state = _state with
        {
            Candidates = [.. _state.Candidates.Union(candidates)],
            Delay = delay,
            ScheduledRebalance = _now + delay,
        };
        return WorkSet.Empty;
    }

    /// <summary>Returns what no candidate can take.</summary>
    private WorkSet GiveToCandidates(WorkSet lost)
    {
        var loads = _state.Candidates
            .Select(member => _next.Find(load => load.Member == member)).OfType<WorkerLoad>().ToList();
        return WorkSet.Of(
            Give(lost.Connectors, loads, load => load.Connectors, connector => connector),
            Give(lost.Tasks, loads, load => load.Tasks, task => task.Connector));
    }

    private List<T> Give<T>(IEnumerable<T> items, List<WorkerLoad> loads, Func<WorkerLoad, List<T>> allocation, Func<T, string> connectorOf)
    {
        var rest = new List<T>();
        var next = 0;
        foreach (var item in items)
        {
            var tried = 0;
            while (tried < loads.Count && !_placement.Allows(loads[(next + tried) % loads.Count].Member, connectorOf(item)))
            {
                tried++;
            }

            if (tried == loads.Count)
            {
                rest.Add(item);
                continue;
            }

            allocation(loads[(next + tried) % loads.Count]).Add(item);
            next += tried + 1;
        }

        return rest;
    }

    private void ResetDelay() => _state = _state with { Candidates = [], ScheduledRebalance = 0, Delay = 0 };

    private void BalanceLoad()
    {
        if (_state.Delay != 0)
        {
            _state = _state with { RevokedInPrevious = false };
            return;
        }

        var surplus = Surplus.Of(_next, _configured, _placement);
        if (surplus.Count == 0)
        {
            _state = _state.RevokedInPrevious ? _state with { RevokedInPrevious = false, SuccessiveRevocations = 0 } : _state;
            return;
        }

        if (_state.RevokedInPrevious)
        {
            // Two balancing rounds in a row: wait longer each time, so that a group that keeps changing comes to rest.
            var successive = _state.SuccessiveRevocations + 1;
            var delay = _maxDelay == 0 ? 0 : (int)Math.Min(Math.Pow(40, successive), _maxDelay);
            _state = _state with { SuccessiveRevocations = successive, Delay = delay };
            if (delay != 0)
            {
                _state = _state with { ScheduledRebalance = _now + delay };
                return;
            }
        }
        else
        {
            _state = _state with { RevokedInPrevious = true };
        }

        surplus.ForEach(entry => Revoke(entry.Load, entry.Work));
    }

    private void Distribute<T>(List<T> items, Func<WorkerLoad, List<T>> allocation, Func<T, string> connectorOf)
    {
        foreach (var item in items.Where(item => _placement.IsRestricted(connectorOf(item))))
        {
            var able = _next.Where(load => _placement.Allows(load.Member, connectorOf(item)));
            allocation(able.OrderBy(load => allocation(load).Count).ThenBy(load => load.Member, StringComparer.Ordinal).First()).Add(item);
        }

        _next.Sort((left, right) =>
        {
            var byLoad = allocation(left).Count.CompareTo(allocation(right).Count);
            return byLoad != 0 ? byLoad : string.CompareOrdinal(left.Member, right.Member);
        });
        var queue = new Queue<T>(items.Where(item => !_placement.IsRestricted(connectorOf(item))));
        while (queue.Count > 0)
        {
            var least = allocation(_next[0]).Count;
            foreach (var load in _next.TakeWhile(load => allocation(load).Count <= least).ToList())
            {
                if (queue.TryDequeue(out var item))
                {
                    allocation(load).Add(item);
                }
            }
        }
    }
}

using System.Collections.Immutable;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.UnitTests.Runtime.Cluster;

/// <summary>Members that do what an assignor tells them, round after round, without a broker. The first in order of names leads.</summary>
internal sealed class GroupSimulation
{
    private readonly SortedDictionary<string, ConnectAssignment?> _members = new(StringComparer.Ordinal);
    private readonly int _maxDelay;
    private BalancingState _balancing = BalancingState.Initial;
    private string? _leader;
    private int _generation;
    private long _now = 1_000_000;
    private long _offset;

    public GroupSimulation(int maxDelay, params string[] members)
    {
        _maxDelay = maxDelay;
        foreach (var member in members)
        {
            Join(member);
        }
    }

    public ClusterState Snapshot { get; private set; } = ClusterState.Empty;

    /// <summary>Who may run what; by default everybody everything.</summary>
    public Func<IReadOnlyCollection<string>, Placement> PlacementOf { get; init; } = _ => Placement.Anywhere;

    public IReadOnlyList<string> Members => [.. _members.Keys];

    public static ClusterState Configured(long offset, params (string Connector, int Tasks)[] connectors) => new()
    {
        Offset = offset,
        ConnectorConfigs = connectors.ToImmutableDictionary(
            entry => entry.Connector, _ => (IReadOnlyDictionary<string, string?>)new Dictionary<string, string?>()),
        TaskCounts = connectors.ToImmutableDictionary(entry => entry.Connector, entry => entry.Tasks),
    };

    public void Configure(params (string Connector, int Tasks)[] connectors) => Snapshot = Configured(++_offset, connectors);

    public void Join(string member) => _members[member] = null;

    public void Leave(string member) => _members.Remove(member);

    public void Pass(long milliseconds) => _now += milliseconds;

    /// <summary>The member missed what it was sent.</summary>
    public void Forget(string member) => _members[member] = null;

    public void Run(string member, string connector, int task) => _members[member] = ConnectAssignment.Empty with
    {
        Connectors = _members[member]?.Connectors ?? [],
        Tasks = [new ConnectorTaskId(connector, task)],
    };

    public IReadOnlyList<string> Connectors(string member) => [.. (_members[member]?.Connectors ?? []).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Tasks(string member) => [.. (_members[member]?.Tasks ?? []).Order().Select(task => task.ToString())];

    public IReadOnlyList<ConnectorTaskId> Held(string member) => _members[member]?.Tasks ?? [];

    public IReadOnlyDictionary<string, ConnectAssignment> Rebalance()
    {
        if (_leader is null || !_members.ContainsKey(_leader))
        {
            // A new leader knows nothing of the last one's plans.
            _leader = _members.Keys.First();
            _balancing = BalancingState.Initial;
        }

        var states = _members.ToDictionary(
            entry => entry.Key, entry => new WorkerState("http://" + entry.Key + "/", Snapshot.Offset, entry.Value));
        var context = new LeaderContext(_leader, ConnectProtocolMode.Sessioned, _generation + 1, _generation == 0 ? -1 : _generation, states);
        _generation++;
        var decided = Assignor.Assign(context, Snapshot, _balancing, PlacementOf(_members.Keys), _maxDelay, _now);
        _balancing = decided.Balancing;
        foreach (var (member, told) in decided.Assignments)
        {
            var held = _members[member];
            _members[member] = told with
            {
                Connectors = [.. (held?.Connectors ?? []).Except(told.RevokedConnectors), .. told.Connectors],
                Tasks = [.. (held?.Tasks ?? []).Except(told.RevokedTasks), .. told.Tasks],
                RevokedConnectors = [],
                RevokedTasks = [],
            };
        }

        return decided.Assignments;
    }

    /// <summary>Rounds, as members ask for them, until nothing changes any more.</summary>
    public void Settle()
    {
        for (var round = 0; round < 30; round++)
        {
            var told = Rebalance().Values.ToList();
            if (told.All(assignment => assignment.Delay == 0 && assignment.RevokedConnectors.Count + assignment.RevokedTasks.Count == 0))
            {
                return;
            }

            Pass(told.Max(assignment => assignment.Delay));
        }

        Assert.Fail("The group does not come to rest.");
    }

    public void AssertEverythingRunsOnce()
    {
        Assert.Equal(
            Snapshot.Connectors.Order(StringComparer.Ordinal),
            _members.Values.SelectMany(held => held?.Connectors ?? []).Order(StringComparer.Ordinal));
        Assert.Equal(
            Snapshot.Connectors.SelectMany(Snapshot.Tasks).Order(),
            _members.Values.SelectMany(held => held?.Tasks ?? []).Order());
    }

    public void AssertBalanced()
    {
        var connectors = _members.Values.Select(held => held?.Connectors.Count ?? 0).ToList();
        var tasks = _members.Values.Select(held => held?.Tasks.Count ?? 0).ToList();
        Assert.InRange(connectors.Max() - connectors.Min(), 0, 1);
        Assert.InRange(tasks.Max() - tasks.Min(), 0, 1);
    }
}

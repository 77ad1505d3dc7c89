using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Kafka.Group;
using FsCheck;
using FsCheck.Fluent;

namespace ConnectNet.UnitTests.Runtime.Cluster;

/// <summary>Groups in which not every member has every connector's class.</summary>
public sealed class PlacementTests
{
    private const int MaxDelay = 60_000;

    [Fact]
    public void Work_goes_to_those_that_can_run_it_and_the_rest_evens_out()
    {
        var group = new GroupSimulation(MaxDelay, "java1", "net1", "net2") { PlacementOf = members => OnlyNet(members, "n1", "n2", "n3", "n4") };
        group.Configure(("n1", 1), ("n2", 1), ("n3", 1), ("n4", 1), ("both1", 1), ("both2", 1));
        group.Rebalance();

        Assert.Equal(["both1", "both2"], group.Connectors("java1"));
        Assert.Equal(2, group.Connectors("net1").Count);
        Assert.Equal(2, group.Tasks("net2").Count);
        Assert.All(group.Rebalance().Values, assignment => Assert.Empty(assignment.RevokedConnectors));
    }

    [Fact]
    public void Misplaced_work_moves_when_a_member_that_can_run_it_joins()
    {
        var group = new GroupSimulation(MaxDelay, "java1") { PlacementOf = members => OnlyNet(members, "n1") };
        group.Configure(("n1", 2), ("both", 1));
        group.Rebalance();
        Assert.Equal(["both", "n1"], group.Connectors("java1"));

        group.Join("net1");
        group.Settle();
        Assert.Equal(["n1"], group.Connectors("net1"));
        Assert.Equal(["both"], group.Connectors("java1"));
        Assert.Equal(["n1-0", "n1-1"], group.Tasks("net1"));
    }

    [Fact]
    public void Work_of_a_lost_member_goes_to_a_candidate_only_if_that_can_run_it()
    {
        var group = new GroupSimulation(MaxDelay, "a-java", "net1", "net2") { PlacementOf = members => OnlyNet(members, "n1", "n2", "n3", "n4") };
        group.Configure(("n1", 1), ("n2", 1), ("n3", 1), ("n4", 1));
        group.Rebalance();
        group.Leave("net2");
        group.Rebalance();
        group.Pass(MaxDelay);
        group.Settle();
        group.AssertEverythingRunsOnce();
        Assert.Equal(4, group.Connectors("net1").Count);
    }

    [Fact]
    public void Eager_skips_those_that_cannot()
    {
        var members = new[] { "a-java", "b-net" }.ToDictionary(member => member, member => new WorkerState("http://" + member + "/", 1));
        var context = new LeaderContext("b-net", ConnectProtocolMode.Eager, 3, 2, members);
        var decided = Assignor.Assign(
            context, GroupSimulation.Configured(1, ("n1", 1), ("both", 1)), BalancingState.Initial,
            new Placement(new Dictionary<string, IReadOnlySet<string>> { ["n1"] = new HashSet<string> { "b-net" } }), MaxDelay, 0);
        Assert.Equal(["both"], decided.Assignments["a-java"].Connectors);
        Assert.Equal(["n1"], decided.Assignments["b-net"].Connectors);
        Assert.Contains(decided.Assignments["b-net"].Tasks, task => task.Connector == "n1");
    }

    [Fact]
    public void Whatever_is_restricted_to_whom_groups_come_to_rest_with_all_work_in_its_place() =>
        Prop.ForAll(Gen.Zip(Gen.Choose(0, 5), Gen.Choose(0, 200_000)).ArrayOf(20).ToArbitrary(), Play).QuickCheckThrowOnFailure();

    private static void Play((int Kind, int Number)[] steps)
    {
        var seed = steps[0].Number;
        Placement Restrict(IReadOnlyCollection<string> members) => new(
            Enumerable.Range(0, 8).Where(i => ((seed >> i) & 1) == 1)
                .Select(i => (Connector: "c" + i, Able: members.Where(member => ((member[1] + i) % 3) != 0).ToHashSet()))
                .Where(entry => entry.Able.Count > 0 && entry.Able.Count < members.Count)
                .ToDictionary(entry => entry.Connector, entry => (IReadOnlySet<string>)entry.Able));
        var group = new GroupSimulation(MaxDelay, "m0", "m1") { PlacementOf = Restrict };
        var next = 2;
        foreach (var (kind, number) in steps)
        {
            switch (kind)
            {
                case 0 or 1:
                    group.Configure([.. Enumerable.Range(0, number % 8).Select(i => ("c" + i, (number >> i) % 4))]);
                    break;
                case 2 when group.Members.Count < 9:
                    group.Join("m" + next++);
                    break;
                case 3 when group.Members.Count > 1:
                    group.Leave(group.Members[number % group.Members.Count]);
                    break;
                default:
                    group.Pass(number);
                    break;
            }

            group.Rebalance();
        }

        group.Settle();
        group.AssertEverythingRunsOnce();
        var placement = Restrict(group.Members);
        Assert.All(group.Members, member => Assert.All(group.Connectors(member), connector => Assert.True(placement.Allows(member, connector))));
        Assert.All(group.Members, member => Assert.All(group.Held(member), task => Assert.True(placement.Allows(member, task.Connector))));
    }

    private static Placement OnlyNet(IReadOnlyCollection<string> members, params string[] connectors)
    {
        var able = members.Where(member => member.Contains("net", StringComparison.Ordinal)).ToHashSet();
        return able.Count == 0 || able.Count == members.Count
            ? Placement.Anywhere
            : new Placement(connectors.ToDictionary(connector => connector, _ => (IReadOnlySet<string>)able));
    }
}

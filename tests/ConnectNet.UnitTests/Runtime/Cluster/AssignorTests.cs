using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using FsCheck;
using FsCheck.Fluent;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class AssignorTests
{
    private const int MaxDelay = 300_000;

    [Fact]
    public void Eager_goes_round_with_connectors_and_on_with_tasks()
    {
        var members = new Dictionary<string, WorkerState> { ["b"] = new("http://b/", 5), ["a"] = new("http://a/", 5) };
        var context = new LeaderContext("b", ConnectProtocolMode.Eager, 3, 2, members);
        var decided = Assignor.Assign(context, GroupSimulation.Configured(5, ("x", 2), ("y", 1), ("z", 1)), BalancingState.Initial, Placement.Anywhere, MaxDelay, 0);

        Assert.Equal(["x", "z"], decided.Assignments["a"].Connectors);
        Assert.Equal(["y"], decided.Assignments["b"].Connectors);
        Assert.Equal(["x-1", "z-0"], decided.Assignments["a"].Tasks.Select(task => task.ToString()));
        Assert.Equal(["x-0", "y-0"], decided.Assignments["b"].Tasks.Select(task => task.ToString()));
        Assert.Equal("http://b/", decided.Assignments["a"].LeaderUrl);
        Assert.Equal("http://a/", decided.Owners!.Connectors["z"]);
    }

    [Theory]
    [InlineData(ConnectProtocolMode.Eager)]
    [InlineData(ConnectProtocolMode.Sessioned)]
    public void A_leader_that_lags_behind_gives_nobody_work(object mode)
    {
        var members = new Dictionary<string, WorkerState> { ["a"] = new("http://a/", 7), ["b"] = new("http://b/", 9) };
        var context = new LeaderContext("a", (ConnectProtocolMode)mode, 1, -1, members);
        var decided = Assignor.Assign(context, GroupSimulation.Configured(7, ("x", 1)), BalancingState.Initial, Placement.Anywhere, MaxDelay, 0);

        Assert.Null(decided.Owners);
        Assert.All(decided.Assignments.Values, assignment =>
        {
            Assert.Equal(ConnectAssignment.ConfigMismatch, assignment.Error);
            Assert.Equal(9, assignment.Offset);
            Assert.Empty(assignment.Connectors);
        });
    }

    [Fact]
    public void The_offset_sent_is_that_of_the_leaders_snapshot()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b");
        group.Configure(("x", 1));
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(group.Snapshot.Offset, assignment.Offset));
    }

    [Fact]
    public void New_work_is_spread_evenly_and_stays_where_it_is()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b");
        group.Configure(("c1", 1), ("c2", 1), ("c3", 1), ("c4", 1), ("c5", 1), ("c6", 1));
        group.Rebalance();

        Assert.Equal(["c1", "c3", "c5"], group.Connectors("a"));
        Assert.Equal(["c2-0", "c4-0", "c6-0"], group.Tasks("b"));
        Assert.All(group.Rebalance().Values, assignment => Assert.Empty(assignment.Connectors.Concat(assignment.RevokedConnectors)));
    }

    [Fact]
    public void A_new_member_gets_its_share_in_two_rounds()
    {
        var group = new GroupSimulation(MaxDelay, "a");
        group.Configure(("c1", 1), ("c2", 1), ("c3", 1), ("c4", 1), ("c5", 1), ("c6", 1));
        group.Rebalance();
        group.Join("b");
        var first = group.Rebalance();
        Assert.Equal(3, first["a"].RevokedConnectors.Count);
        Assert.Empty(first["b"].Connectors);
        group.Rebalance();

        Assert.Equal(3, group.Connectors("a").Count);
        Assert.Equal(3, group.Connectors("b").Count);
        Assert.Equal(3, group.Tasks("b").Count);
        group.AssertEverythingRunsOnce();
    }

    [Fact]
    public void Work_of_a_lost_member_waits_for_its_return()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b");
        group.Configure(("c1", 1), ("c2", 1));
        group.Rebalance();
        var lost = group.Connectors("b");
        group.Leave("b");
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(MaxDelay, assignment.Delay));
        group.Pass(100_000);
        group.Join("b2");
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(200_000, assignment.Delay));
        Assert.Empty(group.Connectors("b2"));
        group.Pass(200_000);
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(0, assignment.Delay));

        Assert.Equal(lost, group.Connectors("b2"));
        group.AssertEverythingRunsOnce();
    }

    [Fact]
    public void Work_of_a_member_that_does_not_return_is_spread_after_the_delay()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b", "c");
        group.Configure(("c1", 2), ("c2", 2), ("c3", 2));
        group.Rebalance();
        group.Leave("c");
        group.Rebalance();
        group.Pass(MaxDelay);
        group.Rebalance();

        group.AssertEverythingRunsOnce();
        Assert.Equal(3, group.Tasks("a").Count);
        Assert.Equal(3, group.Tasks("b").Count);
    }

    [Fact]
    public void Without_a_delay_lost_work_is_given_away_at_once()
    {
        var group = new GroupSimulation(0, "a", "b");
        group.Configure(("c1", 1), ("c2", 1));
        group.Rebalance();
        group.Leave("b");
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(0, assignment.Delay));
        group.AssertEverythingRunsOnce();
    }

    [Fact]
    public void An_assignment_lost_on_its_way_is_given_again()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b");
        group.Configure(("c1", 1), ("c2", 1));
        group.Rebalance();
        group.Forget("b");
        Assert.All(group.Rebalance().Values, assignment => Assert.Equal(0, assignment.Delay));
        group.AssertEverythingRunsOnce();
    }

    [Fact]
    public void What_two_members_run_is_revoked_from_both_and_given_to_one()
    {
        var group = new GroupSimulation(MaxDelay, "a", "b");
        group.Configure(("c1", 1));
        group.Rebalance();
        group.Run("a", "c1", 0);
        group.Run("b", "c1", 0);
        var first = group.Rebalance();
        Assert.All(first.Values, assignment => Assert.Equal(["c1-0"], assignment.RevokedTasks.Select(task => task.ToString())));
        group.Rebalance();
        group.AssertEverythingRunsOnce();
    }

    [Fact]
    public void What_was_deleted_is_revoked()
    {
        var group = new GroupSimulation(MaxDelay, "a");
        group.Configure(("c1", 1), ("c2", 1));
        group.Rebalance();
        group.Configure(("c2", 1));
        var round = group.Rebalance();
        Assert.Equal(["c1"], round["a"].RevokedConnectors);
        Assert.Equal(["c1-0"], round["a"].RevokedTasks.Select(task => task.ToString()));
        Assert.Equal(["c2"], group.Connectors("a"));
    }

    [Fact]
    public void Repeated_balancing_backs_off()
    {
        var group = new GroupSimulation(MaxDelay, "a");
        group.Configure([.. Enumerable.Range(1, 12).Select(i => ("c" + i, 1))]);
        group.Rebalance();
        group.Join("b");
        group.Rebalance();
        // The member that joins between the two rounds would make the next one revoke again.
        group.Join("c");
        Assert.Equal(40, group.Rebalance()["a"].Delay);
        group.Pass(40);
        group.Rebalance();
        group.Rebalance();
        group.Rebalance();
        group.AssertEverythingRunsOnce();
        Assert.All(["a", "b", "c"], member => Assert.Equal(4, group.Tasks(member).Count));
    }

    [Fact]
    public void Whatever_happens_everything_runs_once_when_it_is_over()
    {
        foreach (var maxDelay in new[] { MaxDelay, 0 })
        {
            Prop.ForAll(Steps, steps => Play(steps, maxDelay)).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void No_round_gives_twice_or_what_is_not_configured_or_takes_what_it_gives() =>
        Prop.ForAll(Steps, steps => Play(steps, MaxDelay, (group, before, told) =>
        {
            var active = before.Values.SelectMany(held => held).ToHashSet();
            var given = told.Values.SelectMany(assignment => assignment.Tasks).ToList();
            Assert.Equal(given.Count, given.Distinct().Count());
            Assert.Empty(given.Intersect(active));
            Assert.Empty(given.Except(group.Snapshot.Connectors.SelectMany(group.Snapshot.Tasks)));
            Assert.All(told.Values, assignment => Assert.Empty(assignment.RevokedTasks.Intersect(assignment.Tasks)));
            Assert.All(told.Values, assignment => Assert.InRange(assignment.Delay, 0, MaxDelay));
            Assert.Single(told.Values.Select(assignment => assignment.Delay).Distinct());
        })).QuickCheckThrowOnFailure();

    // A step is its kind and a number that the kind makes something of.
    private static Arbitrary<(int Kind, int Number)[]> Steps =>
        Gen.Zip(Gen.Choose(0, 5), Gen.Choose(0, 200_000)).ArrayOf(25).ToArbitrary();

    private static void Play(
        (int Kind, int Number)[] steps,
        int maxDelay,
        Action<GroupSimulation, Dictionary<string, IReadOnlyList<ConnectorTaskId>>, IReadOnlyDictionary<string, ConnectAssignment>>? look = null)
    {
        var group = new GroupSimulation(maxDelay, "m0", "m1");
        var next = 2;
        foreach (var (kind, number) in steps)
        {
            switch (kind)
            {
                case 0:
                    group.Configure([.. Enumerable.Range(0, number % 8).Select(i => ("c" + i, (number >> i) % 4))]);
                    break;
                case 1:
                    group.Join("m" + next++);
                    break;
                case 2 when group.Members.Count > 1:
                    group.Leave(group.Members[number % group.Members.Count]);
                    break;
                case 3:
                    group.Forget(group.Members[number % group.Members.Count]);
                    break;
                default:
                    group.Pass(number);
                    break;
            }

            var before = group.Members.ToDictionary(member => member, group.Held);
            var told = group.Rebalance();
            look?.Invoke(group, before, told);
        }

        group.Settle();
        group.AssertEverythingRunsOnce();
        group.AssertBalanced();
    }
}

using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class ConfigChangesTests
{
    private readonly ConfigChanges _changes = new(() => { }, (_, _) => { }, NullLogger.Instance);

    [Fact]
    public void A_new_connector_needs_a_rebalance_and_a_changed_one_does_not()
    {
        _changes.Updates.ConnectorConfigUpdated("x");
        Assert.True(_changes.RebalanceNeeded);
        var state = GroupSimulation.Configured(1, ("x", 1));
        var added = _changes.Take(() => state, eager: false)!;
        Assert.True(added.RebalanceNeeded);
        Assert.Empty(added.Connectors);
        Assert.Same(state, _changes.Applied);

        _changes.Updates.ConnectorConfigUpdated("x");
        Assert.False(_changes.RebalanceNeeded);
        Assert.Equal(["x"], _changes.Take(() => state, eager: false)!.Connectors);
        Assert.Null(_changes.Take(() => state, eager: false));
    }

    [Fact]
    public void A_removed_connector_needs_a_rebalance()
    {
        _changes.Apply(GroupSimulation.Configured(1, ("x", 1)));
        _changes.Updates.ConnectorConfigRemoved("x");
        Assert.True(_changes.RebalanceNeeded);
    }

    [Fact]
    public void New_task_configs_need_a_rebalance_and_name_their_connectors()
    {
        _changes.Updates.TaskConfigsUpdated([new ConnectorTaskId("x", 0), new ConnectorTaskId("x", 1)]);
        var taken = _changes.Take(() => ClusterState.Empty, eager: false)!;
        Assert.True(taken.RebalanceNeeded);
        Assert.Equal(["x"], taken.TaskConnectors);
    }

    [Fact]
    public void In_the_eager_protocol_a_rebalance_stands_for_everything()
    {
        _changes.Apply(GroupSimulation.Configured(1, ("x", 1)));
        _changes.Updates.ConnectorConfigUpdated("x");
        _changes.Updates.TargetStateChanged("x");
        _changes.Updates.TaskConfigsUpdated([new ConnectorTaskId("x", 0)]);
        var taken = _changes.Take(() => ClusterState.Empty, eager: true)!;
        Assert.True(taken.RebalanceNeeded);
        Assert.Empty(taken.Connectors.Concat(taken.TargetStates).Concat(taken.TaskConnectors));
    }

    [Fact]
    public void Of_two_restart_requests_the_greater_is_kept()
    {
        var greater = new RestartRequest("x", OnlyFailed: false, IncludeTasks: true);
        _changes.Updates.RestartRequested(greater);
        _changes.Updates.RestartRequested(new RestartRequest("x", OnlyFailed: true, IncludeTasks: true));
        Assert.Equal([greater], _changes.TakeRestarts());
        Assert.Empty(_changes.TakeRestarts());
    }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

namespace ConnectNet.UnitTests.Runtime.Storage;

public sealed class MemoryStoresTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["name"] = "c" };

    [Fact]
    public void Configurations_are_told_when_they_can_be_read()
    {
        var news = new List<string>();
        var store = new MemoryConfigStore();
        store.Updates = new ConfigUpdates
        {
            ConnectorConfigUpdated = connector => news.Add("config " + store.Contains(connector)),
            TaskConfigsUpdated = tasks => news.Add("tasks " + tasks.Count),
            TargetStateChanged = connector => news.Add("target " + store.Snapshot().TargetStateOf(connector)),
            ConnectorConfigRemoved = connector => news.Add("removed " + store.Contains(connector)),
        };
        store.PutConnectorConfig("c", Config);
        store.PutTaskConfigs("c", [Config, Config]);
        store.PutTargetState("c", TargetState.Paused);
        store.PutTargetState("c", TargetState.Paused);
        store.PutTaskConfigs("c", [Config]);
        Assert.Single(store.Snapshot().TaskConfigs);
        store.RemoveTaskConfigs("c");
        store.RemoveConnectorConfig("c");
        Assert.Equal(["config True", "tasks 2", "target Paused", "tasks 1", "tasks 1", "removed False"], news);
        Assert.Equal(-1, store.Snapshot().Offset);
    }

    [Fact]
    public void A_target_state_needs_a_connector()
    {
        var e = Assert.Throws<ArgumentException>(() => new MemoryConfigStore().PutTargetState("c", TargetState.Paused));
        Assert.Equal("No connector `c` configured", e.Message);
    }

    [Fact]
    public void States_are_kept_until_destroyed()
    {
        var store = new MemoryStatusStore();
        store.Put(new ConnectorStatus("c", ConnectState.Running, "h:1", 0));
        store.Put(new TaskStatus(new ConnectorTaskId("c", 1), ConnectState.Running, "h:1", 0));
        store.PutSafe(new TaskStatus(new ConnectorTaskId("c", 0), ConnectState.Failed, "h:1", 0, null, "trace"));
        store.PutTopic(new TopicStatus("t", "c", 0, 1));
        Assert.Equal([0, 1], store.GetAll("c").Select(status => status.Id.Task));
        Assert.Equal("t", store.GetTopic("c", "t")!.Topic);
        store.Put(new TaskStatus(new ConnectorTaskId("c", 1), ConnectState.Destroyed, "h:1", 0));
        store.Put(new ConnectorStatus("c", ConnectState.Destroyed, "h:1", 0));
        store.DeleteTopic("c", "t");
        Assert.Single(store.GetAll("c"));
        Assert.Empty(store.Connectors());
        Assert.Empty(store.GetAllTopics("c"));
    }

    [Fact]
    public void Restart_requests_are_ordered_by_what_they_restart()
    {
        var requests = new[]
        {
            new RestartRequest("b", true, false), new RestartRequest("a", false, true), new RestartRequest("a", true, true),
            new RestartRequest("a", false, false), new RestartRequest("a", true, false),
        };
        Assert.Equal(requests.Reverse().ToList()[..4].Append(requests[0]), requests.Order());
    }
}

using System.Text;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Storage;

public sealed class ConfigLogTests
{
    private readonly List<string> _news = [];
    private readonly ConfigLog _log;
    private bool _started = true;
    private long _offset;

    public ConfigLogTests()
    {
        var updates = new ConfigUpdates
        {
            ConnectorConfigUpdated = connector => _news.Add("config " + connector),
            ConnectorConfigRemoved = connector => _news.Add("removed " + connector),
            TaskConfigsUpdated = tasks => _news.Add("tasks [" + string.Join(", ", tasks.Order()) + "]"),
            TargetStateChanged = connector => _news.Add("target " + connector),
            SessionKeyUpdated = key => _news.Add("key " + key.CreationTimestamp),
            RestartRequested = request => _news.Add(request.ToString()),
            LoggerLevelUpdated = (logger, level) => _news.Add(logger + "=" + level),
        };
        _log = new ConfigLog(() => _started ? updates : null, NullLogger.Instance);
    }

    [Fact]
    public void Tasks_count_from_their_commit_on()
    {
        Connector();
        Read("task-a-b-0", """{"properties":{"k":"1"}}""");
        Read("task-a-b-1", """{"properties":{"k":"2"}}""");
        Assert.Empty(_log.State.Tasks("a-b"));

        Read("commit-a-b", """{"tasks":2}""");
        Assert.Equal(["config a-b", "tasks [a-b-0, a-b-1]"], _news);
        Assert.Equal("2", _log.State.TaskConfig(new ConnectorTaskId("a-b", 1))!["k"]);
        Assert.Equal(2, _log.State.TaskCount("a-b"));
        Assert.Equal(0, _log.State.TaskConfigGeneration("a-b"));
        Assert.True(_log.State.IsPendingFencing("a-b"));
        Assert.Same(_log.State.ConnectorConfig("a-b"), _log.State.AppliedConnectorConfig("a-b"));
        Assert.Equal(4, _log.State.Offset);
    }

    [Fact]
    public async Task Whoever_sees_the_offset_of_a_record_sees_what_it_says()
    {
        const int Records = 5_000;
        using var started = new ManualResetEventSlim();
        var reader = Task.Run(() =>
        {
            started.Set();
            ClusterState state;
            do
            {
                state = _log.State;
                Assert.Equal(Math.Max(state.Offset, 0), state.ConnectorConfigs.Count);
            }
            while (state.Offset < Records);
        });
        started.Wait();
        for (var i = 0; i < Records; i++)
        {
            Read($"connector-c{i}", "{\"properties\":{}}");
        }
        await reader;
    }

    [Fact]
    public void A_commit_without_all_of_its_tasks_makes_a_connector_inconsistent_until_the_next_good_one()
    {
        Connector();
        Read("task-a-b-1", """{"properties":{}}""");
        Read("commit-a-b", """{"tasks":2}""");
        Assert.Contains("a-b", _log.State.Inconsistent);
        Assert.Empty(_log.State.Tasks("a-b"));
        Assert.Equal(2, _log.State.TaskCount("a-b"));
        Assert.Null(_log.State.TaskConfigGeneration("a-b"));

        Read("task-a-b-0", """{"properties":{}}""");
        Read("commit-a-b", """{"tasks":1}""");
        Assert.Single(_log.State.Tasks("a-b"));
        Assert.Empty(_log.State.Inconsistent);
    }

    [Fact]
    public void A_repeated_empty_commit_is_no_new_generation()
    {
        Connector();
        Read("commit-a-b", """{"tasks":0}""");
        Assert.Null(_log.State.TaskConfigGeneration("a-b"));
        Read("task-a-b-0", """{"properties":{}}""");
        Read("commit-a-b", """{"tasks":1}""");
        Read("commit-a-b", """{"tasks":0}""");
        Assert.Equal(1, _log.State.TaskConfigGeneration("a-b"));
        Assert.Empty(_log.State.Tasks("a-b"));
    }

    [Fact]
    public void The_commit_of_a_deleted_connector_brings_no_tasks_back()
    {
        Read("task-a-b-0", """{"properties":{}}""");
        Read("commit-a-b", """{"tasks":1}""");
        Connector();
        Assert.Empty(_log.State.Tasks("a-b"));
        Assert.Equal(["config a-b"], _news);
    }

    [Fact]
    public void Deleting_keeps_nothing_but_the_target_state()
    {
        Connector();
        Read("task-a-b-0", """{"properties":{}}""");
        Read("commit-a-b", """{"tasks":1}""");
        Read("target-state-a-b", """{"state":"PAUSED","state.v2":"STOPPED"}""");
        Read("connector-a-b", null);
        Assert.False(_log.State.Contains("a-b"));
        Assert.Empty(_log.State.TaskConfigs);
        Assert.Equal(TargetState.Stopped, _log.State.TargetStateOf("a-b"));
        Read("target-state-a-b", null);
        Assert.Null(_log.State.TargetStateOf("a-b"));
        Assert.Equal(["config a-b", "tasks [a-b-0]", "target a-b", "removed a-b"], _news);
    }

    [Fact]
    public void Target_states_are_told_on_change_only()
    {
        Connector();
        Assert.Equal(TargetState.Started, _log.State.TargetStateOf("a-b"));
        Read("target-state-a-b", """{"state":"STARTED"}""");
        Read("target-state-a-b", """{"state":"PAUSED","state.v2":"PAUSED"}""");
        Read("target-state-a-b", """{"state":"PAUSED","state.v2":7}""");
        Read("target-state-a-b", """{"state":"NO"}""");
        Read("target-state-a-b", null);
        Assert.Equal(TargetState.Started, _log.State.TargetStateOf("a-b"));
        Assert.Equal(["config a-b", "target a-b"], _news);
    }

    [Fact]
    public void Keys_restarts_levels_and_task_counts_are_read()
    {
        Connector();
        Read("commit-a-b", """{"tasks":0}""");
        Read("tasks-fencing-a-b", """{"task-count":3}""");
        Read("session-key", """{"key":"AAEC","algorithm":"HmacSHA256","creation-timestamp":5}""");
        Read("restart-connector-a-b", """{"include-tasks":true,"only-failed":"yes"}""");
        Read("logger-cluster-x.y", """{"level":"debug"}""");
        Read("something", "{}");
        Assert.Equal(3, _log.State.TaskCountRecord("a-b"));
        Assert.False(_log.State.IsPendingFencing("a-b"));
        Assert.Equal([0, 1, 2], _log.State.SessionKey!.Key);
        Assert.Equal(
            ["config a-b", "tasks []", "key 5", "restart request for {connectorName='a-b', onlyFailed=false, includeTasks=true}", "x.y=debug"],
            _news);
    }

    [Fact]
    public void What_was_written_before_the_start_is_no_news()
    {
        _started = false;
        Connector();
        Read("restart-connector-a-b", """{"include-tasks":true,"only-failed":false}""");
        Assert.Empty(_news);
        Assert.True(_log.State.Contains("a-b"));
    }

    [Fact]
    public void A_value_that_is_no_JSON_does_not_even_move_the_offset()
    {
        Connector();
        Read("connector-a-b", "{oops");
        Assert.Equal(1, _log.State.Offset);
        Read("connector-a-b", "[]");
        Assert.Equal(3, _log.State.Offset);
        Assert.Equal("X", _log.State.ConnectorConfig("a-b")!["connector.class"]);
    }

    private void Connector() => Read("connector-a-b", """{"properties":{"connector.class":"X","name":"a-b"}}""");

    private void Read(string key, string? value) =>
        _log.Apply(key, value is null ? null : Encoding.UTF8.GetBytes(value), _offset++);
}

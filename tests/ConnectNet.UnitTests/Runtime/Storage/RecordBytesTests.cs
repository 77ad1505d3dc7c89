using System.Text;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

namespace ConnectNet.UnitTests.Runtime.Storage;

/// <summary>The bytes of the internal topics' records, against records that a Java worker wrote.</summary>
public sealed class RecordBytesTests
{
    [Fact]
    public void A_connectors_config_keeps_the_order_submitted() => Same(
        """{"properties":{"connector.class":"FileStreamSource","topic":"t2","file":"/data/f2","name":"src"}}""",
        ConfigRecords.Properties(Map("connector.class=FileStreamSource", "topic=t2", "file=/data/f2", "name=src")));

    [Fact]
    public void A_tasks_config_has_the_order_of_a_copied_Java_map()
    {
        Same(
            """{"properties":{"connector.class":"FileStreamSource","name":"src","topic":"t2","file":"/data/f2","task.class":"org.apache.kafka.connect.file.FileStreamSourceTask"}}""",
            ConfigRecords.TaskProperties(Map(
                "connector.class=FileStreamSource", "file=/data/f2", "name=src", "topic=t2",
                "task.class=org.apache.kafka.connect.file.FileStreamSourceTask")));
        Same(
            """{"properties":{"connector.class":"FileStreamSource","file":"/data/f2","task.class":"…","batch.size":"10","name":"src","topic":"t2"}}""",
            ConfigRecords.TaskProperties(Map(
                "topic=t2", "name=src", "task.class=…", "file=/data/f2", "batch.size=10", "connector.class=FileStreamSource")));
    }

    [Fact]
    public void Small_records_have_Javas_members()
    {
        Same("""{"tasks":2}""", ConfigRecords.Commit(2));
        Same("""{"task-count":3}""", ConfigRecords.TaskCount(3));
        Same("""{"state":"PAUSED","state.v2":"STOPPED"}""", ConfigRecords.Target(TargetState.Stopped));
        Same("""{"state":"STARTED","state.v2":"STARTED"}""", ConfigRecords.Target(TargetState.Started));
        Same("""{"include-tasks":true,"only-failed":false}""", ConfigRecords.Restart(new RestartRequest("x", false, true)));
        Same(
            """{"key":"AAEC","algorithm":"HmacSHA256","creation-timestamp":1795230469395}""",
            ConfigRecords.Session(new SessionKey([0, 1, 2], "HmacSHA256", 1795230469395)));
        Same("""{"level":"debug"}""", ConfigRecords.Logger("debug"));
    }

    [Fact]
    public void States_have_Javas_members_and_destroyed_is_a_tombstone()
    {
        Same(
            """{"state":"RUNNING","trace":null,"worker_id":"host:8083","generation":7,"version":"4.3.1"}""",
            StatusRecords.Value(new ConnectorStatus("c", ConnectState.Running, "host:8083", 7, "4.3.1", null)));
        Same(
            """{"state":"FAILED","trace":"java.lang.X: no\n\tat a.b(c)\n","worker_id":"host:8083","generation":7,"version":null}""",
            StatusRecords.Value(new ConnectorStatus("c", ConnectState.Failed, "host:8083", 7, null, "java.lang.X: no\n\tat a.b(c)\n")));
        Assert.Null(StatusRecords.Value(new ConnectorStatus("c", ConnectState.Destroyed, "host:8083", 7, null, null)));
        Same(
            """{"topic":{"name":"t","connector":"c","task":0,"discoverTimestamp":1712345678901}}""",
            StatusRecords.Value(new TopicStatus("t", "c", 0, 1712345678901)));
        Same("status-topic-t:connector-c", StatusRecords.TopicKey("c", "t"));
    }

    [Theory]
    [InlineData("status-task-a-b-0", "a-b", 0)]
    [InlineData("status-task-a-12", "a", 12)]
    public void Task_keys_end_with_the_number(string key, string connector, int task)
    {
        Assert.Equal(new ConnectorTaskId(connector, task), StatusRecords.TaskOf(key));
        Assert.Equal(new ConnectorTaskId(connector, task), ConfigRecords.TaskOf(key["status-".Length..]));
    }

    [Fact]
    public void Keys_of_another_form_are_none()
    {
        Assert.Null(StatusRecords.TaskOf("status-task-a"));
        Assert.Null(ConfigRecords.TaskOf("task-a-b"));
        Assert.Equal(("c", "t"), StatusRecords.TopicOf("status-topic-t:connector-c"));
        Assert.Null(StatusRecords.TopicOf("status-topic-t"));
    }

    [Fact]
    public void States_of_older_workers_lack_a_version()
    {
        var status = StatusRecords.ReadTask(
            new ConnectorTaskId("c", 1), Encoding.UTF8.GetBytes("""{"state":"RUNNING","trace":null,"worker_id":"h:1","generation":2}"""));
        Assert.Equal(new TaskStatus(new ConnectorTaskId("c", 1), ConnectState.Running, "h:1", 2), status);
    }

    [Fact]
    public void Offset_keys_have_Javas_hash_order() => Same(
        """["X",{"b":true,"filename":"f9","kafka_partition":9,"kafka_topic":"x"}]""",
        OffsetJson.Key("X", new Dictionary<string, object?> { ["kafka_topic"] = "x", ["kafka_partition"] = 9L, ["filename"] = "f9", ["b"] = true }));

    [Fact]
    public void Offsets_without_partition_or_value()
    {
        Same("""["X",null]""", OffsetJson.Key("X", null));
        Same("""["X",{}]""", OffsetJson.Key("X", new Dictionary<string, object?>()));
        Assert.Null(OffsetJson.Value(null));
    }

    [Fact]
    public void Offsets_hold_primitives_only()
    {
        Refused("MAP", new Dictionary<string, object?>());
        Refused("ARRAY", new List<object?>());
        Refused("class java.math.BigInteger", System.Numerics.BigInteger.One);
    }

    private static void Refused(string type, object value)
    {
        var e = Assert.Throws<ConnectNet.Sdk.Errors.DataException>(() => OffsetJson.Value(new Dictionary<string, object?> { ["f"] = value }));
        Assert.Equal("Offsets may only contain primitive types as values, but field f contains " + type, e.Message);
    }

    private static OrderedDictionary<string, string?> Map(params string[] pairs)
    {
        var map = new OrderedDictionary<string, string?>();
        foreach (var pair in pairs)
        {
            map.Add(pair.Split('=')[0], pair.Split('=')[1]);
        }

        return map;
    }

    private static void Same(string expected, byte[]? actual) => Assert.Equal(expected, Encoding.UTF8.GetString(actual!));
}

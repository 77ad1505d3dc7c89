using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Storage;

/// <summary>The keys and values of the status topic's records, as Java writes and reads them. Pure functions.</summary>
internal static class StatusRecords
{
    public const string ConnectorPrefix = "status-connector-";
    public const string TaskPrefix = "status-task-";
    public const string TopicPrefix = "status-topic-";
    private const string TopicSeparator = ":connector-";

    public static byte[] Key(ConnectorStatus status) => Encoding.UTF8.GetBytes(ConnectorPrefix + status.Connector);

    public static byte[] Key(TaskStatus status) => Encoding.UTF8.GetBytes(TaskPrefix + status.Id);

    public static byte[] TopicKey(string connector, string topic) => Encoding.UTF8.GetBytes(TopicPrefix + topic + TopicSeparator + connector);

    /// <summary>The value of a state; null, which removes the entry, for DESTROYED.</summary>
    public static byte[]? Value(WorkerStatus status) =>
        status.State == ConnectState.Destroyed ? null : JavaJson.Write(status, static (writer, status) =>
        {
            writer.WriteStartObject();
            writer.WriteString("state", status.State.Name());
            writer.WriteString("trace", status.Trace);
            writer.WriteString("worker_id", status.WorkerId);
            writer.WriteNumber("generation", status.Generation);
            writer.WriteString("version", status.Version);
            writer.WriteEndObject();
        });

    public static byte[] Value(TopicStatus status) => JavaJson.Write(status, static (writer, topic) =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("topic");
        writer.WriteString("name", topic.Topic);
        writer.WriteString("connector", topic.Connector);
        writer.WriteNumber("task", topic.Task);
        writer.WriteNumber("discoverTimestamp", topic.DiscoverTimestamp);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>The task of a key <c>status-task-name-0</c>, or null.</summary>
    public static ConnectorTaskId? TaskOf(string key)
    {
        var end = key.LastIndexOf('-');
        return end >= TaskPrefix.Length && int.TryParse(key[(end + 1)..], out var number)
            ? new ConnectorTaskId(key[TaskPrefix.Length..end], number)
            : null;
    }

    /// <summary>Connector and topic of a key <c>status-topic-t:connector-name</c>, or null.</summary>
    public static (string Connector, string Topic)? TopicOf(string key)
    {
        var end = key.IndexOf(TopicSeparator, StringComparison.Ordinal);
        return end > TopicPrefix.Length && end + TopicSeparator.Length < key.Length
            ? (key[(end + TopicSeparator.Length)..], key[TopicPrefix.Length..end])
            : null;
    }

    public static ConnectorStatus? ReadConnector(string connector, byte[] value) =>
        Read(value) is { } map && StateNames.ParseConnectState(map.Text("state") ?? "") is { } state
            ? new ConnectorStatus(connector, state, map.Text("worker_id") ?? "", (int)(map.Number("generation") ?? 0), map.Text("version"), map.Text("trace"))
            : null;

    public static TaskStatus? ReadTask(ConnectorTaskId task, byte[] value) =>
        Read(value) is { } map && StateNames.ParseConnectState(map.Text("state") ?? "") is { } state
            ? new TaskStatus(task, state, map.Text("worker_id") ?? "", (int)(map.Number("generation") ?? 0), map.Text("version"), map.Text("trace"))
            : null;

    public static TopicStatus? ReadTopic(byte[] value) =>
        Read(value)?["topic"] is ConnectMap map && map.Text("name") is { } topic && map.Text("connector") is { } connector
            ? new TopicStatus(topic, connector, (int)(map.Number("task") ?? 0), map.Number("discoverTimestamp") ?? 0)
            : null;

    private static ConnectMap? Read(byte[] value)
    {
        try
        {
            return SchemalessJson.Read(value) as ConnectMap;
        }
        catch (JacksonException)
        {
            return null;
        }
    }
}

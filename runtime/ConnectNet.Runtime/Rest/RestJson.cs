using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Rest;

/// <summary>Writes the worker's models as Java's answers show them; orders are those the herder gave. Stateless.</summary>
internal static class RestJson
{
    private const string UndefinedVersion = "undefined";

    public static string Name(this ConnectorType type) => type switch
    {
        ConnectorType.Source => "source",
        ConnectorType.Sink => "sink",
        _ => "unknown",
    };

    public static void WriteNames(Utf8JsonWriter writer, IEnumerable<string> names)
    {
        writer.WriteStartArray();
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    public static void WriteConfig(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, string?>> config)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in config)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    public static void WriteInfo(Utf8JsonWriter writer, ConnectorInfo info)
    {
        writer.WriteStartObject();
        writer.WriteString("name", info.Name);
        writer.WritePropertyName("config");
        WriteConfig(writer, info.Config);
        writer.WriteStartArray("tasks");
        foreach (var task in info.Tasks)
        {
            WriteTaskId(writer, task.Connector, task.Task);
        }

        writer.WriteEndArray();
        writer.WriteString("type", info.Type.Name());
        writer.WriteEndObject();
    }

    public static void WriteTasks(Utf8JsonWriter writer, IEnumerable<TaskInfo> tasks)
    {
        writer.WriteStartArray();
        foreach (var task in tasks)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            WriteTaskId(writer, task.Id.Connector, task.Id.Task);
            writer.WritePropertyName("config");
            WriteConfig(writer, task.Config);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteState(Utf8JsonWriter writer, ConnectorStateInfo state)
    {
        writer.WriteStartObject();
        writer.WriteString("name", state.Name);
        writer.WriteStartObject("connector");
        WriteStatus(writer, state.Connector.State, state.Connector.WorkerId, state.Connector.Version, state.Connector.Trace);
        writer.WriteEndObject();
        writer.WriteStartArray("tasks");
        foreach (var task in state.Tasks)
        {
            WriteTaskState(writer, task);
        }

        writer.WriteEndArray();
        writer.WriteString("type", state.Type.Name());
        writer.WriteEndObject();
    }

    public static void WriteTaskState(Utf8JsonWriter writer, TaskStatus task)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", task.Id.Task);
        WriteStatus(writer, task.State, task.WorkerId, task.Version, task.Trace);
        writer.WriteEndObject();
    }

    public static void WriteOffsets(Utf8JsonWriter writer, IEnumerable<ConnectorOffset> offsets)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("offsets");
        foreach (var offset in offsets)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("partition");
            WriteValue(writer, offset.Partition);
            writer.WritePropertyName("offset");
            WriteValue(writer, offset.Offset);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteMessage(Utf8JsonWriter writer, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("message", message);
        writer.WriteEndObject();
    }

    /// <summary>Writes a schemaless value as Jackson writes an Object.</summary>
    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (JavaJson.TryWriteScalar(writer, value))
        {
            return;
        }

        switch (value)
        {
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case IReadOnlyDictionary<string, object?> map:
                WriteMap(writer, map.Select(e => KeyValuePair.Create(e.Key, e.Value)));
                break;
            case IEnumerable<KeyValuePair<object, object?>> map:
                WriteMap(writer, map.Select(e => KeyValuePair.Create(e.Key.ToString()!, e.Value)));
                break;
            case System.Collections.IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteTaskId(Utf8JsonWriter writer, string connector, int task)
    {
        writer.WriteStartObject();
        writer.WriteString("connector", connector);
        writer.WriteNumber("task", task);
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, ConnectState state, string worker, string? version, string? trace)
    {
        writer.WriteString("state", state.Name());
        writer.WriteString("worker_id", worker);
        if (version != UndefinedVersion)
        {
            writer.WriteString("version", version);
        }

        if (!string.IsNullOrEmpty(trace))
        {
            writer.WriteString("trace", trace);
        }
    }
}

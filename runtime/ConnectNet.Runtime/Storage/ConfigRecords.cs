using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;

namespace ConnectNet.Runtime.Storage;

/// <summary>The keys and values of the config topic's records, as Java writes them. Pure functions.</summary>
internal static class ConfigRecords
{
    public const string ConnectorPrefix = "connector-";
    public const string TaskPrefix = "task-";
    public const string CommitPrefix = "commit-";
    public const string TargetStatePrefix = "target-state-";
    public const string RestartPrefix = "restart-connector-";
    public const string FencingPrefix = "tasks-fencing-";
    public const string LoggerPrefix = "logger-cluster-";
    public const string SessionKeyName = "session-key";

    public static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A connector's config, members in the order submitted.</summary>
    public static byte[] Properties(IEnumerable<KeyValuePair<string, string?>> properties) => JavaJson.Write(properties, static (writer, pairs) =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        foreach (var (key, value) in pairs)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>A task's config, members in the order of a Java map that was copied.</summary>
    public static byte[] TaskProperties(IReadOnlyDictionary<string, string?> properties) => Properties(JavaOrder.CopyOrder(properties));

    public static byte[] Commit(int tasks) => Number("tasks", tasks);

    public static byte[] TaskCount(int tasks) => Number("task-count", tasks);

    /// <summary>STOPPED is shown to older workers as PAUSED.</summary>
    public static byte[] Target(TargetState state) => JavaJson.Write(state, static (writer, target) =>
    {
        writer.WriteStartObject();
        writer.WriteString("state", target == TargetState.Stopped ? TargetState.Paused.Name() : target.Name());
        writer.WriteString("state.v2", target.Name());
        writer.WriteEndObject();
    });

    public static byte[] Restart(RestartRequest request) => JavaJson.Write(request, static (writer, restart) =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("include-tasks", restart.IncludeTasks);
        writer.WriteBoolean("only-failed", restart.OnlyFailed);
        writer.WriteEndObject();
    });

    public static byte[] Session(SessionKey key) => JavaJson.Write(key, static (writer, session) =>
    {
        writer.WriteStartObject();
        writer.WriteString("key", Convert.ToBase64String(session.Key));
        writer.WriteString("algorithm", session.Algorithm);
        writer.WriteNumber("creation-timestamp", session.CreationTimestamp);
        writer.WriteEndObject();
    });

    public static byte[] Logger(string level) => JavaJson.Write(level, static (writer, text) =>
    {
        writer.WriteStartObject();
        writer.WriteString("level", text);
        writer.WriteEndObject();
    });

    /// <summary>The task of a key <c>task-name-0</c>; null where the number is missing.</summary>
    public static ConnectorTaskId? TaskOf(string key)
    {
        var end = key.LastIndexOf('-');
        return end > TaskPrefix.Length - 1 && int.TryParse(key[(end + 1)..], out var number)
            ? new ConnectorTaskId(key[TaskPrefix.Length..end], number)
            : null;
    }

    private static byte[] Number(string name, int number) => JavaJson.Write((name, number), static (writer, pair) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber(pair.name, pair.number);
        writer.WriteEndObject();
    });
}

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>Other converters, no admin interface, no tracking of topics, policy Principal.</summary>
internal static class SettingsScript
{
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["key.converter"] = "StringConverter",
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter.schemas.enable"] = "false",
        ["header.converter"] = "org.apache.kafka.connect.converters.ByteArrayConverter",
        ["topic.tracking.enable"] = "false",
        ["topic.creation.enable"] = "false",
        ["admin.listeners"] = "",
        ["connector.client.config.override.policy"] = "Principal",
    };

    public static async Task RunAsync(WorkerPair pair)
    {
        await pair.SameAsync("GET", "/connectors/x/topics");
        await pair.SameAsync("PUT", "/connectors/x/topics/reset");
        await pair.SameAsync("GET", "/admin/loggers");
        await pair.SameAsync("PUT", "/admin/loggers/root", "{\"level\":\"INFO\"}");
        await pair.SameAsync("PUT", "/connector-plugins/FileStreamSource/config/validate", """{"connector.class":"FileStreamSource","name":"x","topic":"t","topic.creation.default.partitions":"1"}""");
        await pair.SameAsync("PUT", "/connector-plugins/FileStreamSink/config/validate", """{"connector.class":"FileStreamSink","name":"x","topics":"t"}""");
        await pair.SameAsync("GET", "/connector-plugins/FileStreamSource/config");
    }
}

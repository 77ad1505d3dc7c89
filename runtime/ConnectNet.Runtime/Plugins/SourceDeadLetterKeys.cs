using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>The keys of a source connector's dead-letter topic, which the Java worker does not know.</summary>
internal static class SourceDeadLetterKeys
{
    public const string Prefix = "errors.source.deadletterqueue.";
    public const string Topic = "errors.source.deadletterqueue.topic.name";
    public const string ReplicationFactor = "errors.source.deadletterqueue.topic.replication.factor";
    public const string Headers = "errors.source.deadletterqueue.context.headers.enable";

    /// <summary>The keys alone.</summary>
    public static ConfigDef Def { get; } = Define(new ConfigDef());

    /// <summary>Whether a connector's config has one of the keys; without, they are not shown.</summary>
    public static bool AreUsed(IReadOnlyDictionary<string, string?> config) => config.Keys.Any(static k => k.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Adds the keys.</summary>
    public static ConfigDef Define(ConfigDef def) => def
        .Define(Key(
            Topic,
            ConfigType.String,
            "",
            "Topic for records of this source that fail in transformations, converters or the producer while errors.tolerance is all; empty for none. "
                + "Their source offsets are committed only when they are in it.",
            9))
        .Define(Key(ReplicationFactor, ConfigType.Short, (short)3, "Replication factor of the topic where it has to be created.", 10))
        .Define(Key(Headers, ConfigType.Boolean, true, "Whether headers say what failed and where the record came from.", 11));

    private static ConfigKey Key(string name, ConfigType type, object value, string doc, int order) => new(name, type, Importance.Medium, doc)
    {
        Default = value,
        Group = "Error Handling",
        Order = order,
        Width = ConfigWidth.Medium,
        DisplayName = "Source " + name[Prefix.Length..].Replace('.', ' '),
    };
}

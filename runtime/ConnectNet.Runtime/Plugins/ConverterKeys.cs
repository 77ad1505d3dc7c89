using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>The keys that name a connector's converters.</summary>
internal static class ConverterKeys
{
    public const string KeyConverter = "key.converter";
    public const string KeyConverterPluginVersion = "key.converter.plugin.version";
    public const string ValueConverter = "value.converter";
    public const string ValueConverterPluginVersion = "value.converter.plugin.version";
    public const string HeaderConverter = "header.converter";
    public const string HeaderConverterPluginVersion = "header.converter.plugin.version";

    private const string Purpose =
        "Converter class used to convert between Kafka Connect format and the serialized form that is written to "
                + "Kafka. This controls the format of the ";

    private const string Formats =
        " in messages written to or read from Kafka, and since this is independent of connectors it allows any "
                + "connector to work with any serialization format. Examples of common formats include JSON and Avro.";

    private const string HeaderDefault =
        " By default, the SimpleHeaderConverter is used to serialize header values to strings and deserialize them by inferring the schemas.";

    /// <summary>The three keys that name a converter class, with the contract it must fulfil.</summary>
    public static IReadOnlyList<(string Key, PluginKind Kind)> All { get; } =
        [(KeyConverter, PluginKind.Converter), (ValueConverter, PluginKind.Converter), (HeaderConverter, PluginKind.HeaderConverter)];

    /// <summary>The key that holds the version of a converter class.</summary>
    public static string VersionKey(string key) => key + ".plugin.version";

    public static void Define(ConfigDef def, PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker)
    {
        var order = 6;
        foreach (var (key, kind) in All)
        {
            var title = char.ToUpperInvariant(key[0]) + key[1..].Replace('.', ' ');
            var defaultClass = worker?.Class(key);
            def.Define(new ConfigKey(key, ConfigType.Class, Importance.Low, Documentation(key))
            {
                Default = defaultClass,
                Validator = new PluginClassValidator(plugins, kind),
                Group = "Common",
                Order = order++,
                Width = ConfigWidth.Short,
                DisplayName = title + " class",
                Recommender = new InstalledClasses(plugins, kind),
            });
            var usedClass = config.GetValueOrDefault(key) ?? (defaultClass is null ? null : ConnectNames.Of(defaultClass));
            def.Define(new ConfigKey(VersionKey(key), ConfigType.String, Importance.Low, $"Version of the {title.ToLowerInvariant()}.")
            {
                Default = PluginVersions.Newest(plugins, usedClass, kind),
                Validator = PluginVersions.Validator,
                Group = "Common",
                Order = order++,
                Width = ConfigWidth.Short,
                DisplayName = title + " version",
                Recommender = new PluginVersions.Recommender(plugins, key, kind: kind),
            });
        }
    }

    private static string Documentation(string key) => key switch
    {
        KeyConverter => Purpose + "keys" + Formats,
        ValueConverter => Purpose + "values" + Formats,
        _ => "Header" + Purpose + "header values" + Formats + HeaderDefault,
    };
}

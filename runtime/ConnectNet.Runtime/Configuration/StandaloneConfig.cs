using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Configuration of a worker that works alone and keeps its offsets in a file.</summary>
internal sealed class StandaloneConfig : WorkerConfig
{
    public const string OffsetFileKey = "offset.storage.file.filename";

    private StandaloneConfig(ParsedConfig config)
        : base(config)
    {
    }

    /// <summary>All keys.</summary>
    public static ConfigDef Def { get; } = WorkerKeys.Define().Define(
        WorkerKeys.Key(OffsetFileKey, ConfigType.String, Importance.High, "File that holds the source offsets, in the Java worker's format."));

    public override string? GroupId => null;

    public string OffsetFile => RequiredText(OffsetFileKey);

    /// <summary>Parses a worker's keys.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A key is missing or wrong.</exception>
    public static StandaloneConfig Parse(IReadOnlyDictionary<string, string?> properties, Func<string, Type?> resolveClass) =>
        new(Def.Parse(properties, resolveClass));
}

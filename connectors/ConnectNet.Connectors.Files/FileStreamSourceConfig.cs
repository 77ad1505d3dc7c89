using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.Files;

/// <summary>The keys of the file source, declared once for connector and task.</summary>
internal sealed class FileStreamSourceConfig(ParsedConfig parsed)
{
    public const string FileKey = "file";

    public static ConfigDef Definition { get; } = new ConfigDef()
        .Define(FileKey, ConfigType.String, null, Importance.High, "Source filename. If not specified, the standard input will be used")
        .Define("topic", ConfigType.String, Importance.High, "The topic to publish data to", ConfigValidator.NonEmptyText())
        .Define(
            "batch.size",
            ConfigType.Int,
            2000,
            Importance.Low,
            "The maximum number of records the source task can read from the file each time it is polled");

    /// <summary>The file as configured; null for standard input.</summary>
    public string? File { get; } = parsed.Text(FileKey) is { Length: > 0 } file ? file : null;

    public string Topic { get; } = parsed.RequiredText("topic");

    public int BatchSize { get; } = parsed.Int("batch.size");

    public static FileStreamSourceConfig Parse(IReadOnlyDictionary<string, string?> config) => new(Definition.Parse(config));
}

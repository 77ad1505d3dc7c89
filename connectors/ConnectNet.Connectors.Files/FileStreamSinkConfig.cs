using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.Files;

/// <summary>The keys of the file sink.</summary>
internal static class FileStreamSinkConfig
{
    public static ConfigDef Definition { get; } = new ConfigDef()
        .Define("file", ConfigType.String, null, Importance.High, "Destination filename. If not specified, the standard output will be used");

    /// <summary>The file as configured; null for standard output.</summary>
    public static string? FileOf(IReadOnlyDictionary<string, string?> config) => Definition.Parse(config).Text("file") is { Length: > 0 } file ? file : null;
}

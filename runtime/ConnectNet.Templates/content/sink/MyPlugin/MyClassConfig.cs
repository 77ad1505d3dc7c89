using ConnectNet.Sdk.Configuration;

namespace MyPlugin;

/// <summary>The keys of the connector, declared once: validation, forms and both classes below take them from here.</summary>
internal sealed class MyClassConfig(ParsedConfig parsed)
{
    public static ConfigDef Definition { get; } = new ConfigDef()
        .Define("path", ConfigType.String, Importance.High, "File to append to", validator: ConfigValidator.NonEmptyText());

    public string Path { get; } = parsed.RequiredText("path");

    public static MyClassConfig Parse(IReadOnlyDictionary<string, string?> config) => new(Definition.Parse(config));
}

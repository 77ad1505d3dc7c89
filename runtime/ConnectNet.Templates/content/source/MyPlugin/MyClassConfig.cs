using ConnectNet.Sdk.Configuration;

namespace MyPlugin;

/// <summary>The keys of the connector, declared once: validation, forms and both classes below take them from here.</summary>
internal sealed class MyClassConfig(ParsedConfig parsed)
{
    public static ConfigDef Definition { get; } = new ConfigDef()
        .Define("topic", ConfigType.String, Importance.High, "Topic to write to", validator: ConfigValidator.NonEmptyText())
        .Define("interval.ms", ConfigType.Int, 1000, Importance.Low, "Milliseconds between two records", validator: ConfigValidator.AtLeast(1));

    public string Topic { get; } = parsed.RequiredText("topic");

    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(parsed.Int("interval.ms"));

    public static MyClassConfig Parse(IReadOnlyDictionary<string, string?> config) => new(Definition.Parse(config));
}

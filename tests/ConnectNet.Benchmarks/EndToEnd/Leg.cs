namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>One way of the data: from the file to a topic, or back to a file, with a converter.</summary>
internal sealed record Leg(string Name, bool IsSource, bool Json)
{
    public static IReadOnlyList<Leg> All { get; } =
    [
        new("file → topic, string", IsSource: true, Json: false),
        new("topic → file, string", IsSource: false, Json: false),
        new("file → topic, JSON with schemas", IsSource: true, Json: true),
        new("topic → file, JSON with schemas", IsSource: false, Json: true),
    ];

    public IReadOnlyDictionary<string, string> Converter => Json
        ? new Dictionary<string, string> { ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter", ["value.converter.schemas.enable"] = "true" }
        : new Dictionary<string, string> { ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter" };
}

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>One way of the data: from the file to a topic, or back to a file, with a converter.</summary>
internal sealed record Leg(string Name, bool IsSource, bool Json)
{
    public static IReadOnlyList<Leg> All { get; } =
    [
        new("file → topic, string", IsSource: true, Json: false),
        new("topic → file, string", IsSource: false, Json: false),
        new("file → two transforms → topic, JSON with schemas", IsSource: true, Json: true),
        new("topic → file, JSON with schemas", IsSource: false, Json: true),
    ];

    /// <summary>Characters that the sink writes for a line beside those of the line: with JSON a struct's text.</summary>
    public int Extra => Json ? "Struct{line=,origin=bench}".Length : 0;

    /// <summary>
    /// Converter and transformations. With JSON, two transformations make a struct of each line, so that the envelope has a schema worth the
    /// name in both directions.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            if (!Json)
            {
                return new Dictionary<string, string> { ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter" };
            }

            var settings = new Dictionary<string, string>
            {
                ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
                ["value.converter.schemas.enable"] = "true",
            };
            if (IsSource)
            {
                settings["transforms"] = "line,origin";
                settings["transforms.line.type"] = "org.apache.kafka.connect.transforms.HoistField$Value";
                settings["transforms.line.field"] = "line";
                settings["transforms.origin.type"] = "org.apache.kafka.connect.transforms.InsertField$Value";
                settings["transforms.origin.static.field"] = "origin";
                settings["transforms.origin.static.value"] = "bench";
            }

            return settings;
        }
    }
}

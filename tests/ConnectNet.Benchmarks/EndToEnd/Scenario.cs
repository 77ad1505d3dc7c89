namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>What a scenario reads.</summary>
internal enum InputKind
{
    /// <summary>A file of short lines, for sources.</summary>
    File,

    /// <summary>A topic of the same lines.</summary>
    Lines,

    /// <summary>A topic of the same lines, each as JSON with schema.</summary>
    JsonLines,

    /// <summary>A topic of what scenario b makes of the lines, as JSON with schema.</summary>
    JsonStructs,

    /// <summary>A topic of rows of campaign figures as JSON with schema.</summary>
    Rows,

    /// <summary>The rows without schema; one in a hundred is cut off in the middle.</summary>
    BadRows,
}

/// <summary>One way of the data, the same for all contenders: from a file to a topic, or from a topic to a file.</summary>
internal sealed record Scenario
{
    private const string Transforms = "org.apache.kafka.connect.transforms.";

    public required string Name { get; init; }

    public required string Title { get; init; }

    public required InputKind Input { get; init; }

    /// <summary>Of the topic.</summary>
    public int Partitions { get; init; } = 1;

    public int Tasks { get; init; } = 1;

    /// <summary>So many connectors carry the same at the same time, each an equal part.</summary>
    public int Connectors { get; init; } = 1;

    /// <summary>Of a line; 0 for some 55 of them.</summary>
    public int LineBytes { get; init; }

    /// <summary>Whether the bare loop can do it: it knows neither converters nor transformations.</summary>
    public bool HasBare { get; init; }

    /// <summary>Whether it runs unless other scenarios are asked for.</summary>
    public bool ByDefault { get; init; } = true;

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Whether the workers' sources are exactly-once ones, which is a property of the worker.</summary>
    public bool InTransactions { get; init; }

    public bool IsSource => Input == InputKind.File;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new() { Name = "a", Title = "file → topic, string", Input = InputKind.File, HasBare = true, Settings = Text },
        new() { Name = "s", Title = "topic → file, string", Input = InputKind.Lines, HasBare = true, Settings = Text },
        new() { Name = "a-json", Title = "file → topic, JSON with schemas", Input = InputKind.File, Settings = Json(schemas: true) },
        new() { Name = "s-json", Title = "topic → file, JSON with schemas", Input = InputKind.JsonLines, Settings = Json(schemas: true) },
        new() { Name = "s-struct", Title = "what (b) writes → file, JSON with schemas", Input = InputKind.JsonStructs, Settings = Json(schemas: true) },
        new() { Name = "b", Title = "file → hoist, insert, replace, mask → topic, JSON with schemas", Input = InputKind.File, Settings = Source },
        new() { Name = "c", Title = "topic → insert, replace → file, JSON with schemas", Input = InputKind.Rows, Settings = Sink(schemas: true) },
        new()
        {
            Name = "d", Title = "the same without schemas, 1 % to the dead-letter queue", Input = InputKind.BadRows,
            Settings = Sink(schemas: false)
                .With("errors.tolerance", "all")
                .With("errors.deadletterqueue.topic.replication.factor", "1")
                .With("errors.deadletterqueue.context.headers.enable", "true"),
        },
        new()
        {
            Name = "e", Title = "as (c), 64 partitions, 8 tasks", Input = InputKind.Rows, Partitions = 64, Tasks = 8, Settings = Sink(schemas: true),
        },
        new()
        {
            Name = "j", Title = "as (b), exactly once", Input = InputKind.File, Settings = Source, InTransactions = true,
        },
        Sized("f-100", 100, "100 B"), Sized("f-1k", 1_000, "1 kB"), Sized("f-10k", 10_000, "10 kB"), Sized("f-100k", 100_000, "100 kB"),
        Many(1), Many(8), Many(64),
    ];

    private static Dictionary<string, string> Source => Json(schemas: true)
        .With("transforms", "hoist,insert,replace,mask")
        .With("transforms.hoist.type", Transforms + "HoistField$Value")
        .With("transforms.hoist.field", "line")
        .With("transforms.insert.type", Transforms + "InsertField$Value")
        .With("transforms.insert.static.field", "origin")
        .With("transforms.insert.static.value", "bench")
        .With("transforms.insert.timestamp.field", "read_at")
        .With("transforms.replace.type", Transforms + "ReplaceField$Value")
        .With("transforms.replace.renames", "line:text")
        .With("transforms.mask.type", Transforms + "MaskField$Value")
        .With("transforms.mask.fields", "origin");

    private static Dictionary<string, string> Text => new() { ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter" };

    /// <summary>The scenarios of these names; a name without its ending stands for all that begin with it.</summary>
    public static IReadOnlyList<Scenario> Of(IReadOnlyList<string> names) => names.Count == 0
        ? [.. All.Where(scenario => scenario.ByDefault)]
        : [.. names.SelectMany(name => All.Where(scenario => scenario.Name == name || scenario.Name.StartsWith(name + "-", StringComparison.Ordinal)))];

    /// <summary>How many records each connector carries, when a line is a record in other scenarios.</summary>
    public int Records(int lines) => (LineBytes == 0 ? lines : (int)Math.Min(lines, 400L * lines / LineBytes)) / Connectors;

    private static Scenario Sized(string name, int bytes, string size) => new()
    {
        Name = name, Title = $"file → topic, string, lines of {size}", Input = InputKind.File, LineBytes = bytes, HasBare = true, ByDefault = false, Settings = Text,
    };

    private static Scenario Many(int connectors) => new()
    {
        Name = $"n-{connectors}", Title = $"as (b), {connectors} connectors", Input = InputKind.File, Connectors = connectors, ByDefault = false,
        Settings = Source,
    };

    private static Dictionary<string, string> Json(bool schemas) => new()
    {
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter.schemas.enable"] = schemas ? "true" : "false",
    };

    private static Dictionary<string, string> Sink(bool schemas) => Json(schemas)
        .With("transforms", "insert,replace")
        .With("transforms.insert.type", Transforms + "InsertField$Value")
        .With("transforms.insert.static.field", "source")
        .With("transforms.insert.static.value", "bench")
        .With("transforms.replace.type", Transforms + "ReplaceField$Value")
        .With("transforms.replace.exclude", "device")
        .With("transforms.replace.renames", "country:country_code");
}

internal static class SettingsExtensions
{
    public static Dictionary<string, string> With(this Dictionary<string, string> settings, string key, string value)
    {
        settings[key] = value;
        return settings;
    }
}

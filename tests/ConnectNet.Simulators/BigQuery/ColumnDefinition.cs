using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

internal enum ColumnType
{
    String, Int64, Double, Struct, Bytes, Bool, Timestamp, Date, Time, DateTime, Geography, Numeric, BigNumeric, Interval, Json,
}

internal enum ColumnMode
{
    Nullable, Required, Repeated,
}

/// <summary>
/// One column of a table of the stand-in, read from the REST resource that created or changed the table. Immutable.
/// </summary>
internal sealed record ColumnDefinition(string Name, ColumnType Type, ColumnMode Mode, IReadOnlyList<ColumnDefinition> Fields)
{
    private static readonly Dictionary<string, ColumnType> TypesByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STRING"] = ColumnType.String, ["INTEGER"] = ColumnType.Int64, ["INT64"] = ColumnType.Int64, ["FLOAT"] = ColumnType.Double,
        ["FLOAT64"] = ColumnType.Double, ["RECORD"] = ColumnType.Struct, ["STRUCT"] = ColumnType.Struct, ["BYTES"] = ColumnType.Bytes,
        ["BOOLEAN"] = ColumnType.Bool, ["BOOL"] = ColumnType.Bool, ["TIMESTAMP"] = ColumnType.Timestamp, ["DATE"] = ColumnType.Date,
        ["TIME"] = ColumnType.Time, ["DATETIME"] = ColumnType.DateTime, ["GEOGRAPHY"] = ColumnType.Geography,
        ["NUMERIC"] = ColumnType.Numeric, ["DECIMAL"] = ColumnType.Numeric, ["BIGNUMERIC"] = ColumnType.BigNumeric,
        ["BIGDECIMAL"] = ColumnType.BigNumeric, ["INTERVAL"] = ColumnType.Interval, ["JSON"] = ColumnType.Json,
    };

    public long Precision { get; init; }

    public long Scale { get; init; }

    public string? Description { get; init; }

    public string? DefaultExpression { get; init; }

    /// <summary>The name of the type in REST answers: the legacy names, whatever the table was created with.</summary>
    public string RestType => Type switch
    {
        ColumnType.Int64 => "INTEGER",
        ColumnType.Double => "FLOAT",
        ColumnType.Bool => "BOOLEAN",
        ColumnType.Struct => "RECORD",
        _ => Type.ToString().ToUpperInvariant(),
    };

    public static IReadOnlyList<ColumnDefinition> ListFrom(JsonNode? schema) =>
        schema?["fields"] is JsonArray fields ? [.. fields.Select(field => From(field!))] : [];

    public static JsonObject ToSchema(IEnumerable<ColumnDefinition> columns) =>
        new() { ["fields"] = new JsonArray([.. columns.Select(column => (JsonNode)column.ToJson())]) };

    private static ColumnDefinition From(JsonNode field)
    {
        var name = (string?)field["name"] ?? throw RestFailure.Invalid("Field name is missing");
        var typeName = (string?)field["type"] ?? "";
        if (!TypesByName.TryGetValue(typeName, out var type))
        {
            throw RestFailure.Invalid($"Invalid value for type: {typeName} is not a valid value (field {name})");
        }
        var nested = ListFrom(field);
        if (type == ColumnType.Struct && nested.Count == 0)
        {
            throw RestFailure.Invalid($"Field {name} is type RECORD but has no schema");
        }
        return new ColumnDefinition(name, type, ModeOf((string?)field["mode"]), nested)
        {
            Precision = NumberOf(field["precision"]),
            Scale = NumberOf(field["scale"]),
            Description = (string?)field["description"],
            DefaultExpression = (string?)field["defaultValueExpression"],
        };
    }

    private static ColumnMode ModeOf(string? mode) =>
        Enum.TryParse<ColumnMode>(mode ?? "NULLABLE", ignoreCase: true, out var parsed) ? parsed : throw RestFailure.Invalid($"Invalid mode {mode}");

    private static long NumberOf(JsonNode? node) => node is null ? 0 : long.Parse(node.ToString());

    private JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["type"] = RestType, ["mode"] = Mode.ToString().ToUpperInvariant() };
        if (Fields.Count > 0)
        {
            json["fields"] = ToSchema(Fields)["fields"]!.DeepClone();
        }
        if (Precision > 0)
        {
            json["precision"] = Precision.ToString();
            json["scale"] = Scale.ToString();
        }
        if (Description is not null)
        {
            json["description"] = Description;
        }
        if (DefaultExpression is not null)
        {
            json["defaultValueExpression"] = DefaultExpression;
        }
        return json;
    }
}

using System.Text.Json.Nodes;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>Columns as members of REST's table resource, both ways.</summary>
internal static class ColumnJson
{
    public static IReadOnlyList<Column> Read(JsonNode? schema) =>
        schema?["fields"] is JsonArray fields ? [.. fields.Select(field => ReadColumn(field!.AsObject()))] : [];

    public static JsonObject Write(IEnumerable<Column> columns) =>
        new() { ["fields"] = new JsonArray([.. columns.Select(column => (JsonNode)WriteColumn(column))]) };

    private static Column ReadColumn(JsonObject json) => new((string)json["name"]!, TypeOf((string?)json["type"]), ModeOf((string?)json["mode"]))
    {
        Fields = Read(json),
        Description = (string?)json["description"],
        Precision = Number(json["precision"]),
        Scale = Number(json["scale"]),
        HasDefault = json["defaultValueExpression"] is not null,
        Source = json,
    };

    private static JsonObject WriteColumn(Column column)
    {
        // What this connector does not know of a column must survive its change of the table.
        var json = (JsonObject?)column.Source?.DeepClone() ?? [];
        json["name"] = column.Name;
        if (column.Source is null)
        {
            json["type"] = column.RestType;
            if (column.Description is not null)
            {
                json["description"] = column.Description;
            }

            if (column.Precision > 0)
            {
                json["precision"] = column.Precision.ToString();
                json["scale"] = column.Scale.ToString();
            }
        }

        json["mode"] = column.Mode.ToString().ToUpperInvariant();
        if (column.Fields.Count > 0)
        {
            json["fields"] = Write(column.Fields)["fields"]!.DeepClone();
        }

        return json;
    }

    private static ColumnType TypeOf(string? name) => name?.ToUpperInvariant() switch
    {
        "INTEGER" or "INT64" => ColumnType.Int64,
        "FLOAT" or "FLOAT64" => ColumnType.Double,
        "BOOLEAN" or "BOOL" => ColumnType.Bool,
        "RECORD" or "STRUCT" => ColumnType.Struct,
        "DECIMAL" => ColumnType.Numeric,
        "BIGDECIMAL" => ColumnType.BigNumeric,
        { } other when Enum.TryParse<ColumnType>(other, ignoreCase: true, out var type) && !char.IsAsciiDigit(other[0]) => type,
        _ => ColumnType.Unsupported,
    };

    private static ColumnMode ModeOf(string? name) => name?.ToUpperInvariant() switch
    {
        "REQUIRED" => ColumnMode.Required,
        "REPEATED" => ColumnMode.Repeated,
        _ => ColumnMode.Nullable,
    };

    private static int Number(JsonNode? node) => node is null ? 0 : int.Parse(node.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}

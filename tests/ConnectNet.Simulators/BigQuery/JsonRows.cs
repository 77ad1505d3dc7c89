using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>Rows as JSON: objects of insertAll in, the <c>{"f":[{"v":…}]}</c> cells of tabledata.list and queries out.</summary>
internal static class JsonRows
{
    public static Dictionary<string, object?> Read(JsonElement json, IReadOnlyList<ColumnDefinition> columns, bool ignoreUnknown = false)
    {
        var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in json.EnumerateObject())
        {
            var column = columns.FirstOrDefault(column => column.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase));
            if (column is not null)
            {
                row[column.Name] = ColumnValues.FromJson(property.Value, column);
            }
            else if (!ignoreUnknown)
            {
                throw new RowFailure($"no such field: {property.Name}.");
            }
        }
        foreach (var column in columns)
        {
            if (row.TryAdd(column.Name, column.Mode == ColumnMode.Repeated ? new List<object?>() : null) || row[column.Name] is null)
            {
                row[column.Name] ??= column.DefaultExpression is null ? null : ColumnValues.Default(column);
                if (row[column.Name] is null && column.Mode == ColumnMode.Required)
                {
                    throw new RowFailure($"Missing required field: {column.Name}.");
                }
            }
        }
        return row;
    }

    public static JsonObject Write(IReadOnlyDictionary<string, object?> row, IReadOnlyList<ColumnDefinition> columns, bool int64Timestamps) =>
        new() { ["f"] = new JsonArray([.. columns.Select(column => (JsonNode)new JsonObject { ["v"] = Cell(row[column.Name], column, int64Timestamps) })]) };

    private static JsonNode? Cell(object? value, ColumnDefinition column, bool int64Timestamps)
    {
        if (value is List<object?> items)
        {
            return new JsonArray([.. items.Select(item => (JsonNode)new JsonObject { ["v"] = Scalar(item, column, int64Timestamps) })]);
        }
        return Scalar(value, column, int64Timestamps);
    }

    private static JsonNode? Scalar(object? value, ColumnDefinition column, bool int64Timestamps) => value switch
    {
        null => null,
        IReadOnlyDictionary<string, object?> nested => Write(nested, column.Fields, int64Timestamps),
        long micros when column.Type == ColumnType.Timestamp && !int64Timestamps => (micros / 1e6).ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

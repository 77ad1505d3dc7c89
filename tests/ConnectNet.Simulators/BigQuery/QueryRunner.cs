using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// Enough of jobs.query to read rows back: <c>SELECT * | columns | COUNT(*) FROM `[project.]dataset.table` [WHERE column op literal AND …]
/// [ORDER BY columns [DESC]] [LIMIT n]</c>. The caller holds the warehouse's lock.
/// </summary>
internal sealed partial class QueryRunner(Warehouse warehouse)
{
    private readonly Dictionary<string, JsonObject> results = [];

    public JsonNode Run(string project, JsonNode body)
    {
        if ((bool?)body["useLegacySql"] ?? true)
        {
            throw new RestFailure(400, "invalidQuery", "Legacy SQL is not supported: set useLegacySql to false");
        }
        var sql = (string?)body["query"] ?? "";
        var match = Statement().Match(sql);
        if (!match.Success)
        {
            throw new RestFailure(400, "invalidQuery", $"Syntax error: not supported here: {sql}");
        }
        var table = warehouse.Table(ParseName(project, match.Groups["table"].Value));
        var int64Timestamps = (bool?)body["formatOptions"]?["useInt64Timestamp"] ?? false;
        var rows = table.Rows.Select(row => row.Values);
        foreach (var condition in And().Split(match.Groups["where"].Value).Where(text => text.Length > 0))
        {
            var test = Test(condition, table);
            rows = rows.Where(test);
        }
        rows = Ordered(rows, match.Groups["order"].Value, table);
        if (match.Groups["limit"].Success)
        {
            rows = rows.Take(int.Parse(match.Groups["limit"].Value));
        }
        var id = Guid.NewGuid().ToString("N");
        return (results[id] = Answer(project, id, Project(rows.ToList(), match.Groups["select"].Value, table), int64Timestamps)).DeepClone();
    }

    public JsonNode Result(string project, string id) => results.TryGetValue(id, out var answer)
        ? answer.DeepClone()
        : throw RestFailure.NotFound($"Not found: Job {project}:{id}");

    private static JsonObject Answer(
        string project, string id, (List<ColumnDefinition> Columns, List<IReadOnlyDictionary<string, object?>> Rows) result, bool int64Timestamps) => new()
        {
            ["kind"] = "bigquery#queryResponse",
            ["jobComplete"] = true,
            ["jobReference"] = new JsonObject { ["projectId"] = project, ["jobId"] = id, ["location"] = "EU" },
            ["schema"] = ColumnDefinition.ToSchema(result.Columns),
            ["totalRows"] = result.Rows.Count.ToString(),
            ["rows"] = new JsonArray([.. result.Rows.Select(row => (JsonNode)JsonRows.Write(row, result.Columns, int64Timestamps))]),
        };

    private static (List<ColumnDefinition>, List<IReadOnlyDictionary<string, object?>>) Project(
        List<IReadOnlyDictionary<string, object?>> rows, string select, StoredTable table)
    {
        if (select.Trim() == "*")
        {
            return ([.. table.Columns], rows);
        }
        if (Count().Match(select.Trim()) is { Success: true } count)
        {
            var name = count.Groups["as"].Success ? count.Groups["as"].Value : "f0_";
            return ([new ColumnDefinition(name, ColumnType.Int64, ColumnMode.Nullable, [])],
                [new Dictionary<string, object?> { [name] = (long)rows.Count }]);
        }
        return ([.. select.Split(',').Select(name => Column(table, name))], rows);
    }

    private static Func<IReadOnlyDictionary<string, object?>, bool> Test(string condition, StoredTable table)
    {
        var match = Condition().Match(condition.Trim());
        if (!match.Success)
        {
            throw new RestFailure(400, "invalidQuery", $"Condition not supported: {condition}");
        }
        var column = Column(table, match.Groups["column"].Value);
        var op = match.Groups["op"].Value.ToUpperInvariant();
        if (op.StartsWith("IS", StringComparison.Ordinal))
        {
            return row => row[column.Name] is null == !op.Contains("NOT");
        }
        var literal = ColumnValues.From(match.Groups["literal"].Value.Trim('\'', '"'), column with { Mode = ColumnMode.Nullable });
        return row => row[column.Name] is { } value && Holds(Compare(value, literal), op);
    }

    private static bool Holds(int order, string op) => op switch
    {
        "=" => order == 0,
        "!=" or "<>" => order != 0,
        "<" => order < 0,
        ">" => order > 0,
        "<=" => order <= 0,
        _ => order >= 0,
    };

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Ordered(
        IEnumerable<IReadOnlyDictionary<string, object?>> rows, string order, StoredTable table)
    {
        foreach (var part in order.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Reverse())
        {
            var descending = part.EndsWith(" desc", StringComparison.OrdinalIgnoreCase);
            var column = Column(table, part.Split(' ')[0]);
            var comparer = Comparer<object?>.Create(Compare);
            rows = descending ? rows.OrderByDescending(row => row[column.Name], comparer) : rows.OrderBy(row => row[column.Name], comparer);
        }
        return rows;
    }

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) when decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out var x)
            && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out var y) => x.CompareTo(y),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => Comparer<object>.Default.Compare(left, right),
    };

    private static ColumnDefinition Column(StoredTable table, string name) =>
        table.Columns.FirstOrDefault(column => column.Name.Equals(name.Trim(' ', '`'), StringComparison.OrdinalIgnoreCase))
        ?? throw new RestFailure(400, "invalidQuery", $"Unrecognized name: {name.Trim()}");

    private static TableName ParseName(string project, string text) => text.Split('.') switch
    {
        [var dataset, var table] => new TableName(project, dataset, table),
        [var other, var dataset, var table] => new TableName(other, dataset, table),
        _ => throw new RestFailure(400, "invalidQuery", $"Table \"{text}\" must be qualified with a dataset"),
    };

    [GeneratedRegex(@"^\s*SELECT\s+(?<select>.+?)\s+FROM\s+`?(?<table>[\w\-.]+)`?(\s+WHERE\s+(?<where>.+?))?(\s+ORDER\s+BY\s+(?<order>.+?))?(\s+LIMIT\s+(?<limit>\d+))?\s*;?\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^COUNT\(\*\)(\s+(AS\s+)?(?<as>\w+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Count();

    [GeneratedRegex(@"\s+AND\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^`?(?<column>\w+)`?\s*((?<op>IS\s+(NOT\s+)?NULL)|(?<op>=|!=|<>|<=|>=|<|>)\s*(?<literal>.+))$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Condition();
}

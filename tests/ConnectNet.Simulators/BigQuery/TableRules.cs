using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// What BigQuery refuses when a table is created or changed, in its own words: ids, names and nesting of columns, partitioning, clustering.
/// </summary>
internal static class TableRules
{
    private const int MaxDepth = 15;
    private const int MaxLeaves = 10_000;
    private const int MaxClusteringColumns = 4;
    private const string FlexibleCharacters = "&%=+:'<>#| ";

    private static readonly string[] ReservedPrefixes =
        ["_PARTITION", "_TABLE_", "_FILE_", "_ROW_TIMESTAMP", "__ROOT__", "_COLIDENTIFIER", "_CHANGE_TYPE", "_CHANGE_SEQUENCE_NUMBER", "_CHANGE_TIMESTAMP"];

    public static void CheckTableId(string id)
    {
        if (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > 1024 || !id.EnumerateRunes().All(rune => IsWord(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator))
        {
            throw RestFailure.Invalid($"Invalid table ID \"{id}\". Table IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long. Also, Table decorators cannot be used.");
        }
    }

    public static void Check(TableName table, JsonObject resource, IReadOnlyList<ColumnDefinition> columns)
    {
        CheckColumns(table, columns, "", depth: 0);
        var leaves = Leaves(columns);
        if (leaves > MaxLeaves)
        {
            throw RestFailure.Invalid($"Too many total leaf fields: {leaves}, max allowed field count: {MaxLeaves}");
        }
        if (resource["timePartitioning"] is { } time)
        {
            CheckTimePartitioning((string?)time["type"], (string?)time["field"], columns);
        }
        if (resource["rangePartitioning"] is { } range)
        {
            CheckRangePartitioning((string?)range["field"], columns);
        }
        if (resource["clustering"]?["fields"] is JsonArray clustering)
        {
            CheckClustering([.. clustering.Select(name => (string?)name ?? "")], columns);
        }
    }

    private static void CheckColumns(TableName table, IReadOnlyList<ColumnDefinition> columns, string path, int depth)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            CheckName(column.Name);
            if (!names.TryAdd(column.Name, column.Name))
            {
                throw RestFailure.Invalid($"Duplicate(Case Insensitive) field names: {path}{names[column.Name]} and {path}{column.Name}. Table: {table.Table}");
            }
            if (column.Type == ColumnType.Struct && depth >= MaxDepth)
            {
                throw RestFailure.Invalid($"Schema nested too deeply for field {path}{column.Name}, maximum allowed depth is {MaxDepth}.");
            }
            CheckColumns(table, column.Fields, $"{path}{column.Name}.", depth + 1);
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 300 || !name.EnumerateRunes().All(rune => IsWord(rune) || (rune.IsAscii && FlexibleCharacters.Contains((char)rune.Value))))
        {
            throw RestFailure.Invalid($"Invalid field name \"{name}\". Fields must contain the allowed characters, and be at most 300 characters long. "
                + "For allowed characters, please refer to https://cloud.google.com/bigquery/docs/schemas#column_names");
        }
        if (ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            throw RestFailure.Invalid($"Invalid field name \"{name}\". Field names are not allowed to start with the (case-insensitive) prefixes "
                + "_PARTITION, _TABLE_, _FILE_, _ROW_TIMESTAMP, __ROOT__ and _COLIDENTIFIER");
        }
    }

    private static void CheckTimePartitioning(string? type, string? field, IReadOnlyList<ColumnDefinition> columns)
    {
        if (type is not ("DAY" or "HOUR" or "MONTH" or "YEAR"))
        {
            throw RestFailure.Invalid($"Invalid value for type: {type} is not a valid value");
        }
        if (field is null)
        {
            return;
        }
        var column = PartitioningColumn(field, columns);
        if (column.Type is not (ColumnType.Timestamp or ColumnType.Date or ColumnType.DateTime) || column.Mode == ColumnMode.Repeated)
        {
            throw RestFailure.Invalid($"The field specified for time partitioning can only be of type TIMESTAMP, DATE or DATETIME. The type found is: {Kind(column)}.");
        }
        if (type == "HOUR" && column.Type == ColumnType.Date)
        {
            throw RestFailure.Invalid("HOUR partitioning can only be used with a field of type TIMESTAMP or DATETIME. The type found is: DATE.");
        }
    }

    private static void CheckRangePartitioning(string? field, IReadOnlyList<ColumnDefinition> columns)
    {
        var column = PartitioningColumn(field ?? "", columns);
        if (column.Type != ColumnType.Int64 || column.Mode == ColumnMode.Repeated)
        {
            throw RestFailure.Invalid($"The field specified for range partitioning can only be of type INTEGER. The type found is: {Kind(column)}.");
        }
    }

    private static ColumnDefinition PartitioningColumn(string field, IReadOnlyList<ColumnDefinition> columns) =>
        field.Contains('.') ? throw RestFailure.Invalid("The field specified for partitioning can only be a top-level field")
        : Find(field, columns) ?? throw RestFailure.Invalid("The field specified for partitioning cannot be found in the schema.");

    private static void CheckClustering(IReadOnlyList<string> names, IReadOnlyList<ColumnDefinition> columns)
    {
        if (names.Count > MaxClusteringColumns)
        {
            throw RestFailure.Invalid($"Too many clustering fields: {names.Count}, only {MaxClusteringColumns} allowed");
        }
        foreach (var name in names)
        {
            var column = Find(name, columns)
                ?? throw RestFailure.Invalid($"The field specified for clustering cannot be found in the schema. Invalid field: {name}.");
            if (column.Mode == ColumnMode.Repeated || column.Type is not (ColumnType.Date or ColumnType.Bool or ColumnType.Geography or ColumnType.Int64
                or ColumnType.Numeric or ColumnType.BigNumeric or ColumnType.String or ColumnType.Timestamp or ColumnType.DateTime))
            {
                throw RestFailure.Invalid($"Field {name} of type {Kind(column)} is not allowed for clustering.");
            }
        }
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
        {
            throw RestFailure.Invalid("Clustering fields must be distinct.");
        }
    }

    private static ColumnDefinition? Find(string name, IReadOnlyList<ColumnDefinition> columns) =>
        columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Kind(ColumnDefinition column) => column.Mode == ColumnMode.Repeated ? $"REPEATED {column.RestType}" : column.RestType;

    private static int Leaves(IReadOnlyList<ColumnDefinition> columns) => columns.Sum(column => column.Type == ColumnType.Struct ? Leaves(column.Fields) : 1);

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation;
}

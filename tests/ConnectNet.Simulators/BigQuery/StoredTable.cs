using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>A stored row: its columns by declared name, and the partition (yyyyMMdd) it was addressed to, if any.</summary>
internal sealed record StoredRow(IReadOnlyDictionary<string, object?> Values, string? Partition);

/// <summary>
/// A table of the stand-in: its REST resource, its columns and its rows. Rows written as changes (upsert, delete) are kept per
/// primary key with their sequence number, deleted keys included, so that a late or repeated change loses against a newer one.
/// Not thread-safe: <see cref="Warehouse"/> holds its lock around every use.
/// </summary>
internal sealed class StoredTable
{
    private readonly List<StoredRow> inserted = [];
    private readonly Dictionary<string, Change> changes = new(StringComparer.Ordinal);
    private readonly List<string> changeOrder = [];
    private int version;

    public StoredTable(TableName name, JsonObject resource, DateTimeOffset now)
    {
        Name = name;
        Created = now;
        Resource = resource;
        Columns = ColumnDefinition.ListFrom(resource["schema"]);
        TableRules.Check(name, resource, Columns);
        PrimaryKey = ReadPrimaryKey(resource);
        SchemaChanged = now;
    }

    public TableName Name { get; }

    public DateTimeOffset Created { get; }

    /// <summary>When columns were last added: writers are told of them some time later.</summary>
    public DateTimeOffset SchemaChanged { get; private set; }

    public JsonObject Resource { get; private set; }

    public IReadOnlyList<ColumnDefinition> Columns { get; private set; }

    /// <summary>The columns before the last change, which writers go on seeing for a while.</summary>
    public IReadOnlyList<ColumnDefinition> FormerColumns { get; private set; } = [];

    public IReadOnlyList<string> PrimaryKey { get; private set; }

    public string Etag => $"{Name.Table}-{version}";

    public IReadOnlyList<StoredRow> Rows =>
        [.. inserted, .. changeOrder.Select(key => changes[key].Row).OfType<StoredRow>()];

    /// <summary>How many changes lost against a newer one of the same key.</summary>
    public int StaleChanges { get; private set; }

    public void Insert(StoredRow row) => inserted.Add(row);

    public void Upsert(StoredRow row, string? sequence) => Apply(KeyOf(row.Values), row, sequence);

    public void Delete(StoredRow row, string? sequence) => Apply(KeyOf(row.Values), null, sequence);

    public void Patch(JsonObject merged, DateTimeOffset now)
    {
        var columns = ColumnDefinition.ListFrom(merged["schema"]);
        TableRules.Check(Name, merged, columns);
        if (PartitioningOf(merged) != PartitioningOf(Resource))
        {
            throw RestFailure.Invalid("Cannot change partitioning/clustering spec for a partitioned/clustered table.");
        }
        if (!SchemaRules.MayBecome(Columns, columns, out var problem))
        {
            throw RestFailure.Invalid($"Provided Schema does not match Table {Name}. {problem}");
        }
        FormerColumns = Columns;
        Columns = columns;
        Resource = merged;
        PrimaryKey = ReadPrimaryKey(merged);
        SchemaChanged = now;
        version++;
    }

    /// <summary>Type and field of the partitioning, which never change; the expiration may.</summary>
    private static (string? Type, string? Field) PartitioningOf(JsonObject resource) =>
        ((string?)resource["timePartitioning"]?["type"], (string?)resource["timePartitioning"]?["field"]);

    private void Apply(string key, StoredRow? row, string? sequence)
    {
        var known = changes.TryGetValue(key, out var former);
        if (known && ChangeSequence.Compare(sequence, former!.Sequence) < 0)
        {
            StaleChanges++;
            return;
        }
        if (!known)
        {
            changeOrder.Add(key);
            inserted.RemoveAll(existing => KeyOf(existing.Values) == key);
        }
        changes[key] = new Change(row, sequence);
    }

    private string KeyOf(IReadOnlyDictionary<string, object?> values) =>
        string.Join('\u001f', PrimaryKey.Select(column => Convert.ToString(values[column], System.Globalization.CultureInfo.InvariantCulture)));

    private IReadOnlyList<string> ReadPrimaryKey(JsonObject resource)
    {
        if (resource["tableConstraints"]?["primaryKey"]?["columns"] is not JsonArray columns)
        {
            return [];
        }
        var names = columns.Select(column => (string)column!).ToList();
        if (names.Count is 0 or > 16)
        {
            throw RestFailure.Invalid("A primary key has 1 to 16 columns.");
        }
        return [.. names.Select(name => Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw RestFailure.Invalid($"Primary key column {name} is not a column of the table."))];
    }

    private sealed record Change(StoredRow? Row, string? Sequence);
}

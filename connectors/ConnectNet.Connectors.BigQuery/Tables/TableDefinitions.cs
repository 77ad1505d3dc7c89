using System.Text.Json.Nodes;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>The REST resource of a table to be created: columns, description, partitioning, clustering, primary key.</summary>
internal static class TableDefinitions
{
    private const int MaxClusteringColumns = 4;

    /// <exception cref="ConversionException">BigQuery makes no such table: a column that it does not take, or none to partition or cluster by.</exception>
    public static JsonObject Create(BigQuerySinkConfig config, Schema value, IReadOnlyList<Column> columns, IReadOnlyList<string> primaryKey)
    {
        foreach (var column in columns)
        {
            ColumnLimits.CheckNew(column, depth: 0);
        }

        ColumnLimits.CheckCount(columns);
        var table = new JsonObject { ["schema"] = ColumnJson.Write(columns) };
        if (value.Doc is not null)
        {
            table["description"] = value.Doc;
        }

        var field = config.Text(Keys.TimestampPartitionFieldName);
        if (Partitioning(config, field) is { } partitioning)
        {
            CheckPartitioning(config.PartitioningType, field, columns);
            table["timePartitioning"] = partitioning;
        }

        var clustering = field is not null ? config.List(Keys.ClusteringFieldNames) : [];
        CheckClustering(clustering, columns);
        if (primaryKey.Count > 0)
        {
            table["tableConstraints"] = new JsonObject { ["primaryKey"] = new JsonObject { ["columns"] = Names(primaryKey) } };
            // Applying changes looks rows up by their key.
            clustering = clustering.Count > 0 ? clustering : [.. primaryKey.Where(name => IsClusterable(columns, name)).Take(MaxClusteringColumns)];
        }

        if (clustering.Count > 0)
        {
            table["clustering"] = new JsonObject { ["fields"] = Names(clustering) };
        }

        return table;
    }

    /// <summary>Changes find their row by key wherever it is; partitions by time of ingestion only make sense where they are asked for.</summary>
    private static JsonObject? Partitioning(BigQuerySinkConfig config, string? field)
    {
        var asked = field is not null || config.ExplicitDecorator == true || config.Originals.ContainsKey(Keys.TimePartitioningType);
        if (config.PartitioningType == "NONE" || (config.WritesChanges && !asked))
        {
            return null;
        }

        var partitioning = new JsonObject { ["type"] = config.PartitioningType };
        if (field is not null)
        {
            partitioning["field"] = field;
        }

        if (config.OptionalLong(Keys.PartitionExpirationMs) is { } expiration)
        {
            partitioning["expirationMs"] = expiration.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return partitioning;
    }

    private static void CheckPartitioning(string type, string? field, IReadOnlyList<Column> columns)
    {
        if (field is null)
        {
            return;
        }

        var column = columns.FirstOrDefault(column => column.IsNamed(field))
            ?? throw NotMade(Keys.TimestampPartitionFieldName, field, "the record has no such field at its top level");
        if (column.Type is not (ColumnType.Date or ColumnType.Timestamp or ColumnType.DateTime) || column.Mode == ColumnMode.Repeated)
        {
            throw NotMade(Keys.TimestampPartitionFieldName, field, $"tables are partitioned by one DATE, TIMESTAMP or DATETIME, and this field is {Described(column)}");
        }

        if (column.Type == ColumnType.Date && type == "HOUR")
        {
            throw NotMade(Keys.TimestampPartitionFieldName, field, "timePartitioningType is HOUR, and this field is DATE");
        }
    }

    private static void CheckClustering(IReadOnlyList<string> names, IReadOnlyList<Column> columns)
    {
        foreach (var name in names)
        {
            var column = columns.FirstOrDefault(column => column.IsNamed(name))
                ?? throw NotMade(Keys.ClusteringFieldNames, name, "the record has no such field at its top level");
            if (!IsClusterable(columns, name) || column.Mode == ColumnMode.Repeated)
            {
                throw NotMade(Keys.ClusteringFieldNames, name, $"BigQuery does not cluster by {Described(column)}");
            }
        }
    }

    private static ConversionException NotMade(string key, string field, string reason) =>
        new($"the table cannot be created as {key} says: {reason}. Create the table by hand, correct the key, or give the records the field", field);

    private static string Described(Column column) => column.Mode == ColumnMode.Repeated ? "a list" : column.RestType;

    private static bool IsClusterable(IReadOnlyList<Column> columns, string name) =>
        columns.First(column => column.IsNamed(name)).Type is ColumnType.String or ColumnType.Int64 or ColumnType.Bool or ColumnType.Date
            or ColumnType.Timestamp or ColumnType.DateTime or ColumnType.Numeric or ColumnType.BigNumeric;

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
}

using System.Text.Json.Nodes;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>The REST resource of a table to be created: columns, description, partitioning, clustering, primary key.</summary>
internal static class TableDefinitions
{
    private const int MaxClusteringColumns = 4;

    public static JsonObject Create(BigQuerySinkConfig config, Schema value, IReadOnlyList<Column> columns, IReadOnlyList<string> primaryKey)
    {
        var table = new JsonObject { ["schema"] = ColumnJson.Write(columns) };
        if (value.Doc is not null)
        {
            table["description"] = value.Doc;
        }

        var field = config.Text(Keys.TimestampPartitionFieldName);
        if (Partitioning(config, field) is { } partitioning)
        {
            table["timePartitioning"] = partitioning;
        }

        var clustering = field is not null ? config.List(Keys.ClusteringFieldNames) : [];
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

    private static bool IsClusterable(IReadOnlyList<Column> columns, string name) =>
        columns.First(column => column.IsNamed(name)).Type is ColumnType.String or ColumnType.Int64 or ColumnType.Bool or ColumnType.Date
            or ColumnType.Timestamp or ColumnType.DateTime or ColumnType.Numeric or ColumnType.BigNumeric;

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
}

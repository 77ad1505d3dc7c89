using System.Text.Json.Nodes;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>What REST says of a table, as far as the sink needs it. Immutable.</summary>
internal sealed record TableResource(IReadOnlyList<Column> Columns)
{
    public string? Etag { get; init; }

    /// <summary>DAY, HOUR, MONTH or YEAR; null when the table is not partitioned by time.</summary>
    public string? PartitioningType { get; init; }

    /// <summary>The column of the partitioning; null when it is by time of ingestion.</summary>
    public string? PartitioningField { get; init; }

    public IReadOnlyList<string> PrimaryKey { get; init; } = [];

    public bool IsIngestionDayPartitioned => PartitioningType == "DAY" && PartitioningField is null;

    public static TableResource From(JsonNode json) => new(ColumnJson.Read(json["schema"]))
    {
        Etag = (string?)json["etag"],
        PartitioningType = (string?)json["timePartitioning"]?["type"],
        PartitioningField = (string?)json["timePartitioning"]?["field"],
        PrimaryKey = json["tableConstraints"]?["primaryKey"]?["columns"] is JsonArray columns ? [.. columns.Select(column => (string)column!)] : [],
    };
}

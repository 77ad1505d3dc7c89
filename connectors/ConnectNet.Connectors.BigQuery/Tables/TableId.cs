namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>A table of the configured project, without partition; prints as <c>dataset.table</c>.</summary>
internal readonly record struct TableId(string Dataset, string Table)
{
    public override string ToString() => $"{Dataset}.{Table}";
}

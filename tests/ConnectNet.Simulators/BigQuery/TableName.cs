namespace ConnectNet.Simulators.BigQuery;

/// <summary>Project, dataset and table, without a partition decorator; prints as <c>p:d.t</c> as BigQuery's messages do.</summary>
internal readonly record struct TableName(string Project, string Dataset, string Table)
{
    public string Path => $"projects/{Project}/datasets/{Dataset}/tables/{Table}";

    public static (string Table, string? Partition) SplitDecorator(string id)
    {
        var dollar = id.IndexOf('$');
        return dollar < 0 ? (id, null) : (id[..dollar], id[(dollar + 1)..]);
    }

    public override string ToString() => $"{Project}:{Dataset}.{Table}";
}

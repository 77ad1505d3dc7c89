using System.Diagnostics.Metrics;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>The sink's own counters. Thread-safe.</summary>
internal sealed class SinkMetrics(Meter meter)
{
    private readonly Counter<long> _stored = meter.CreateCounter<long>("connectnet.bigquery.rows", description: "Rows that BigQuery has acknowledged");
    private readonly Counter<long> _refused = meter.CreateCounter<long>("connectnet.bigquery.rows.refused", description: "Rows that BigQuery has refused");
    private readonly Counter<long> _retried = meter.CreateCounter<long>("connectnet.bigquery.append.retries", description: "Faults after which rows were sent again");

    public void Stored(int rows, string table) => _stored.Add(rows, new KeyValuePair<string, object?>("table", table));

    public void Refused(int rows, string table) => _refused.Add(rows, new KeyValuePair<string, object?>("table", table));

    public void Retried(string table) => _retried.Add(1, new KeyValuePair<string, object?>("table", table));
}

namespace ConnectNet.Runtime.Metrics;

/// <summary>The series of a connector. Belongs to the connector, which disposes it at its end.</summary>
internal sealed class ConnectorMetrics : IDisposable
{
    private readonly MetricGroup _group;

    public ConnectorMetrics(ConnectMetrics metrics, string connector, string type, string className, string? version)
    {
        _group = new MetricGroup(metrics, "kafka_connect_connector_", MetricLabels.Connector(connector));
        _group.Text("connector_type", "connector_type", () => type);
        _group.Text("connector_class", "connector_class", () => className);
        _group.Text("connector_version", "connector_version", () => version);
        _group.Text("status", "status", () => Status);
    }

    /// <summary>Lower case.</summary>
    public string Status { get; set; } = "unassigned";

    public void Dispose() => _group.Dispose();
}

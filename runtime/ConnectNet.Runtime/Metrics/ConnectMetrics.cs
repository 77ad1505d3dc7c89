using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// All metrics of one worker: its own, as observable instruments under the names that dashboards use, and those of its plug-ins. One per
/// host. Thread-safe.
/// </summary>
internal sealed class ConnectMetrics : IDisposable
{
    private readonly Meter _meter;

    public ConnectMetrics(TimeProvider time)
    {
        Time = time;
        _meter = new Meter(new MeterOptions("org.apache.kafka.connect") { Scope = this });
    }

    public TimeProvider Time { get; }

    /// <summary>Group membership, told by the herder.</summary>
    public RebalanceMetrics Rebalance { get; } = new();

    /// <summary>Takes a Kafka client's statistics; to be handed to KafkaClients.</summary>
    public void OnClientStatistics(string clientId, string json) => throw new NotImplementedException();

    /// <summary>Writes everything in the Prometheus text format (<c>text/plain; version=0.0.4; charset=utf-8</c>), as UTF-8.</summary>
    public void WriteTo(Stream stream) => throw new NotImplementedException();

    public void Dispose() => _meter.Dispose();
}

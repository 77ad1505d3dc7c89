using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of Kafka clients under Java's names, from librdkafka's statistics. A client that sends none for a while is gone.
/// Thread-safe.
/// </summary>
internal sealed class ClientMetrics
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(35);

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (ClientStatistics Statistics, long At)> _clients = new();

    public ClientMetrics(ConnectMetrics metrics)
    {
        _time = metrics.Time;
        foreach (var kind in new[] { "consumer", "producer", "admin_client" })
        {
            var prefix = "kafka_" + kind + "_";
            metrics.AddFamily(prefix + "connection_count", MetricKind.Gauge, () => Clients(kind, s => s.Connections));
            Counter(metrics, prefix + "connection_close_total", kind, s => s.Disconnects);
            Counter(metrics, prefix + "connection_creation_total", kind, s => s.Connects);
            Counter(metrics, prefix + "outgoing_byte_total", kind, s => s.BytesOut);
            Counter(metrics, prefix + "incoming_byte_total", kind, s => s.BytesIn);
            Counter(metrics, prefix + "request_total", kind, s => s.Requests);
            Counter(metrics, prefix + "response_total", kind, s => s.Responses);
            Counter(metrics, prefix + "network_io_total", kind, s => s.Requests + s.Responses);
            Node(metrics, prefix + "node_request_total", kind, n => n.Requests);
            Node(metrics, prefix + "node_response_total", kind, n => n.Responses);
            Node(metrics, prefix + "node_outgoing_byte_total", kind, n => n.BytesOut);
            Node(metrics, prefix + "node_incoming_byte_total", kind, n => n.BytesIn);
            metrics.AddFamily(prefix + "node_request_latency_avg", MetricKind.Gauge, () => Nodes(kind, n => n.LatencyMs));
        }

        Counter(metrics, "kafka_producer_record_send_total", "producer", s => s.Records);
        Counter(metrics, "kafka_consumer_fetch_manager_records_consumed_total", "consumer", s => s.Records);
        Counter(metrics, "kafka_consumer_fetch_manager_bytes_consumed_total", "consumer", s => s.RecordBytes);
        metrics.AddFamily("kafka_producer_topic_record_send_total", MetricKind.Counter, () => Topics(t => t.Records));
        metrics.AddFamily("kafka_producer_topic_byte_total", MetricKind.Counter, () => Topics(t => t.Bytes));
        metrics.AddFamily("kafka_consumer_fetch_manager_records_lag", MetricKind.Gauge, Lags);
    }

    public void Take(string clientId, string json)
    {
        if (ClientStatistics.Parse(clientId, json) is { } statistics)
        {
            _clients[clientId] = (statistics, _time.GetTimestamp());
        }
    }

    private static KeyValuePair<string, object?> Label(string clientId) => MetricLabels.Client(clientId)[0];

    private void Counter(ConnectMetrics metrics, string name, string kind, Func<ClientStatistics, double> value) =>
        metrics.AddFamily(name, MetricKind.Counter, () => Clients(kind, value));

    private void Node(ConnectMetrics metrics, string name, string kind, Func<NodeStatistics, double> value) =>
        metrics.AddFamily(name, MetricKind.Counter, () => Nodes(kind, value));

    private IEnumerable<Measurement<double>> Clients(string kind, Func<ClientStatistics, double> value)
    {
        foreach (var client in Live(kind))
        {
            yield return new Measurement<double>(value(client), Label(client.ClientId));
        }
    }

    private IEnumerable<Measurement<double>> Nodes(string kind, Func<NodeStatistics, double> value)
    {
        foreach (var client in Live(kind))
        {
            foreach (var node in client.Nodes)
            {
                yield return new Measurement<double>(value(node), Label(client.ClientId), new("nodeid", "node-" + node.Id));
            }
        }
    }

    private IEnumerable<Measurement<double>> Topics(Func<TopicStatistics, double> value)
    {
        foreach (var client in Live("producer"))
        {
            foreach (var topic in client.Topics)
            {
                yield return new Measurement<double>(value(topic), Label(client.ClientId), new("topic", topic.Topic));
            }
        }
    }

    private IEnumerable<Measurement<double>> Lags()
    {
        foreach (var client in Live("consumer"))
        {
            foreach (var topic in client.Topics)
            {
                foreach (var (partition, lag) in topic.Lags)
                {
                    yield return new Measurement<double>(
                        lag, Label(client.ClientId), new("partition", partition), new("topic", topic.Topic));
                }
            }
        }
    }

    private IEnumerable<ClientStatistics> Live(string kind)
    {
        foreach (var (id, (statistics, at)) in _clients)
        {
            if (_time.GetElapsedTime(at) > Gone)
            {
                _clients.TryRemove(id, out _);
            }
            else if (statistics.Kind == kind)
            {
                yield return statistics;
            }
        }
    }
}

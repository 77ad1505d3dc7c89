using System.Collections.Concurrent;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// What the group member's own protocol client does on its connections, under the names of Java's network client: the client as a whole,
/// and each broker it has talked to. Lives as long as the worker. Thread-safe.
/// </summary>
internal sealed class NetworkMetrics
{
    private readonly ConnectMetrics _metrics;
    private readonly string _clientId;
    private readonly ConcurrentDictionary<int, NodeMetrics> _nodes = new();
    private readonly Sensor _requests;
    private readonly Sensor _responses;
    private readonly Sensor _bytesOut;
    private readonly Sensor _bytesIn;
    private readonly Sensor _created;
    private readonly Sensor _closed;
    private readonly Sensor _authenticated;
    private readonly Sensor _refused;
    private readonly Sensor _reauthenticated;

    public NetworkMetrics(ConnectMetrics metrics, string clientId)
    {
        _metrics = metrics;
        _clientId = clientId;
        var group = new MetricGroup(metrics, "kafka_connect_", MetricLabels.Client(clientId));
        _requests = group.RateAndTotal("request");
        _responses = group.RateAndTotal("response");
        _bytesOut = group.RateAndTotal("outgoing_byte");
        _bytesIn = group.RateAndTotal("incoming_byte");
        _created = group.RateAndTotal("connection_creation");
        _closed = group.RateAndTotal("connection_close");
        _authenticated = group.RateAndTotal("successful_authentication");
        _refused = group.RateAndTotal("failed_authentication");
        _reauthenticated = group.RateAndTotal("successful_reauthentication");
        group.Gauge("connection_count", () => _created.Total - _closed.Total);
        group.Counter("network_io_total", () => _requests.Total + _responses.Total);
        group.Gauge("request_size_avg", () => _bytesOut.Average);
        group.Gauge("request_size_max", () => _bytesOut.Max);
    }

    public void ConnectionOpened() => _created.Record(1);

    public void ConnectionClosed() => _closed.Record(1);

    /// <summary>A conversation about TLS or SASL credentials ended.</summary>
    public void Authenticated(bool accepted) => (accepted ? _authenticated : _refused).Record(1);

    /// <summary>A session was renewed on its connection.</summary>
    public void Reauthenticated() => _reauthenticated.Record(1);

    public void Sent(int node, int bytes)
    {
        _requests.Record(1);
        _bytesOut.Record(bytes);
        Node(node).Sent(bytes);
    }

    public void Received(int node, int bytes, TimeSpan latency)
    {
        _responses.Record(1);
        _bytesIn.Record(bytes);
        Node(node).Received(bytes, latency);
    }

    private NodeMetrics Node(int node) => _nodes.GetOrAdd(node, id => new NodeMetrics(_metrics, _clientId, id));

    private sealed class NodeMetrics
    {
        private readonly Sensor _requests;
        private readonly Sensor _responses;
        private readonly Sensor _bytesOut;
        private readonly Sensor _bytesIn;
        private readonly Sensor _latency;

        public NodeMetrics(ConnectMetrics metrics, string clientId, int node)
        {
            var group = new MetricGroup(metrics, "kafka_connect_node_", [.. MetricLabels.Client(clientId), new("nodeid", "node-" + node)]);
            _requests = group.RateAndTotal("request");
            _responses = group.RateAndTotal("response");
            _bytesOut = group.RateAndTotal("outgoing_byte");
            _bytesIn = group.RateAndTotal("incoming_byte");
            _latency = group.MaxAndAverage("request_latency_max", "request_latency_avg");
            group.Gauge("request_size_avg", () => _bytesOut.Average);
            group.Gauge("request_size_max", () => _bytesOut.Max);
        }

        public void Sent(int bytes)
        {
            _requests.Record(1);
            _bytesOut.Record(bytes);
        }

        public void Received(int bytes, TimeSpan latency)
        {
            _responses.Record(1);
            _bytesIn.Record(bytes);
            _latency.Record(latency.TotalMilliseconds);
        }
    }
}

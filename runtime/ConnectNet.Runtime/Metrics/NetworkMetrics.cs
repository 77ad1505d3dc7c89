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
    private readonly Sensor _reauthenticationRefused;
    private readonly Sensor _reauthenticationTimes;
    private readonly Sensor _working;
    private readonly Sensor _waiting;
    private readonly Lock _lock = new();
    private long _idleSince;
    private long _selects;

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
        _reauthenticationRefused = group.RateAndTotal("failed_reauthentication");
        _reauthenticationTimes = group.Sensor();
        // A client cannot tell whether a broker takes it for one of before re-authentication: Java counts every connection here, too.
        group.Counter("successful_authentication_no_reauth_total", () => _authenticated.Total);
        group.Gauge("reauthentication_latency_avg", () => _reauthenticationTimes.Average);
        _working = Selector(group, "io_time_ns", "io_ratio");
        _waiting = Selector(group, "io_wait_time_ns", "io_wait_ratio");
        group.Counter("select_total", () => Interlocked.Read(ref _selects));
        _idleSince = metrics.Time.GetTimestamp();
        group.Gauge("connection_count", () => _created.Total - _closed.Total);
        group.Counter("network_io_total", () => _requests.Total + _responses.Total);
        group.Gauge("request_size_avg", () => _bytesOut.Average);
        group.Gauge("request_size_max", () => _bytesOut.Max);
    }

    public void ConnectionOpened() => _created.Record(1);

    public void ConnectionClosed() => _closed.Record(1);

    /// <summary>A conversation about TLS or SASL credentials ended.</summary>
    public void Authenticated(bool accepted) => (accepted ? _authenticated : _refused).Record(1);

    /// <summary>A session was renewed on its connection, or the broker refused to.</summary>
    public void Reauthenticated(bool accepted, TimeSpan took)
    {
        (accepted ? _reauthenticated : _reauthenticationRefused).Record(1);
        if (accepted)
        {
            _reauthenticationTimes.Record(took.TotalMilliseconds);
        }
    }

    /// <summary>
    /// A request was written or an answer read. Between such pieces of work the client waits: for an answer, or for something to ask. So these
    /// series mean what they mean of Java's client, whose thread does the same in its selector.
    /// </summary>
    /// <param name="started">Time stamp of its start; its end is now.</param>
    public void Transferred(long started)
    {
        var now = _metrics.Time.GetTimestamp();
        lock (_lock)
        {
            _selects++;
            _working.Record(Nanoseconds(started, now));
            _waiting.Record(started > _idleSince ? Nanoseconds(_idleSince, started) : 0);
            _idleSince = Math.Max(_idleSince, now);
        }
    }

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

    private static Sensor Selector(MetricGroup group, string time, string ratio)
    {
        var sensor = group.Sensor();
        group.Counter(time + "_total", () => sensor.Total);
        group.Gauge(time + "_avg", () => sensor.Average);
        group.Gauge(ratio, () => sensor.Rate / 1e9);
        return sensor;
    }

    private double Nanoseconds(long from, long to) => _metrics.Time.GetElapsedTime(from, to).Ticks * 100.0;

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

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of Kafka clients under Java's names, from librdkafka's statistics. What these do not tell is not shown. A client that sends
/// none for a while is gone. Thread-safe.
/// </summary>
internal sealed class ClientMetrics
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(35);

    private readonly ConnectMetrics _metrics;
    private readonly ConcurrentDictionary<string, ClientInterval> _clients = new();

    public ClientMetrics(ConnectMetrics metrics)
    {
        _metrics = metrics;
        foreach (var kind in new[] { "consumer", "producer", "admin_client" })
        {
            AddClient(kind);
            AddNodes(kind);
        }

        AddProducer();
        AddConsumer();
    }

    public void Take(string clientId, string json)
    {
        if (ClientStatistics.Parse(clientId, json) is { } statistics)
        {
            _clients[clientId] = new ClientInterval(statistics, _clients.GetValueOrDefault(clientId)?.Now, _metrics.Time.GetTimestamp());
        }
    }

    private void AddClient(string kind)
    {
        Gauge(kind, "start_time_seconds", c => c.Now.StartedAt);
        _metrics.AddFamily($"kafka_{kind}_version", MetricKind.Gauge, () => Live(kind).Select(static client => new Measurement<double>(
            1, Label(client), new("version", Confluent.Kafka.Library.VersionString))));
        Gauge(kind, "connection_count", c => c.Now.Connections);
        Counter(kind, "connection_close_total", c => c.Now.Disconnects);
        Counter(kind, "connection_creation_total", c => c.Now.Connects);
        Counter(kind, "outgoing_byte_total", c => c.Now.BytesOut);
        Counter(kind, "incoming_byte_total", c => c.Now.BytesIn);
        Counter(kind, "request_total", c => c.Now.Requests);
        Counter(kind, "response_total", c => c.Now.Responses);
        Counter(kind, "network_io_total", c => c.Now.Requests + c.Now.Responses);
        Counter(kind, "select_total", c => c.Now.Wakeups);
        Gauge(kind, "request_size_avg", c => c.Each(static s => s.BytesOut, static s => s.Requests));
    }

    private void AddNodes(string kind)
    {
        Node(kind, "request_total", MetricKind.Counter, (_, now, _) => now.Requests);
        Node(kind, "response_total", MetricKind.Counter, (_, now, _) => now.Responses);
        Node(kind, "outgoing_byte_total", MetricKind.Counter, (_, now, _) => now.BytesOut);
        Node(kind, "incoming_byte_total", MetricKind.Counter, (_, now, _) => now.BytesIn);
        Node(kind, "request_latency_avg", MetricKind.Gauge, (_, now, _) => now.LatencyMs);
        Node(kind, "request_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.Requests, before?.Requests));
        Node(kind, "response_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.Responses, before?.Responses));
        Node(kind, "outgoing_byte_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.BytesOut, before?.BytesOut));
        Node(kind, "incoming_byte_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.BytesIn, before?.BytesIn));
        Node(kind, "request_size_avg", MetricKind.Gauge, (_, now, before) =>
            ClientInterval.Each(now.BytesOut - (before?.BytesOut ?? 0), now.Requests - (before?.Requests ?? 0)));
    }

    private void AddProducer()
    {
        Counter("producer", "record_send_total", c => c.Now.Records);
        Gauge("producer", "record_size_avg", c => c.Each(static s => s.RecordBytes, static s => s.Records));
        Gauge("producer", "records_per_request_avg", c => c.Each(static s => s.Records, static s => s.RecordRequests));
        Gauge("producer", "batch_size_avg", c => c.Now.BatchBytes);
        // librdkafka keeps a batch that a topic refuses as it is.
        Counter("producer", "batch_split_total", static _ => 0);
        Counter("producer", "buffer_total", c => c.Now.BufferBytes);
        Gauge("producer", "buffer_available_bytes", c => c.Now.BufferBytes - c.Now.BufferedBytes);
        Gauge("producer", "metadata_age", c => c.Now.MetadataAgeSeconds);
        Gauge("producer", "record_queue_time_avg", c => c.Now.QueueMs);
        Gauge("producer", "request_latency_avg", c => c.Now.LatencyMs);
        Gauge("producer", "produce_throttle_time_avg", c => c.Now.ThrottleMs);
        Topic("record_send_total", MetricKind.Counter, (_, now, _) => now.Records);
        Topic("byte_total", MetricKind.Counter, (_, now, _) => now.Bytes);
        Topic("record_send_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.Records, before?.Records));
        Topic("byte_rate", MetricKind.Gauge, (client, now, before) => client.Rate(now.Bytes, before?.Bytes));
    }

    private void AddConsumer()
    {
        const string manager = "fetch_manager_";
        Counter("consumer", manager + "records_consumed_total", c => c.Now.Records);
        Counter("consumer", manager + "bytes_consumed_total", c => c.Now.RecordBytes);
        Counter("consumer", manager + "fetch_total", c => c.Now.RecordRequests);
        Gauge("consumer", manager + "fetch_size_avg", c => c.Each(static s => s.RecordBytes, static s => s.RecordRequests));
        Gauge("consumer", manager + "records_per_request_avg", c => c.Each(static s => s.Records, static s => s.RecordRequests));
        Gauge("consumer", manager + "fetch_throttle_time_avg", c => c.Now.ThrottleMs);
        Partition("records_lag", static partition => partition.Lag);
        Partition("records_lead", static partition => partition.Lead);
    }

    private void Gauge(string kind, string name, Func<ClientInterval, double> value) => Add(kind, name, MetricKind.Gauge, value);

    private void Counter(string kind, string name, Func<ClientInterval, double> value) => Add(kind, name, MetricKind.Counter, value);

    private void Add(string kind, string name, MetricKind type, Func<ClientInterval, double> value) => _metrics.AddFamily(
        $"kafka_{kind}_{name}", type, () => Live(kind).Select(client => new Measurement<double>(value(client), Label(client))));

    private void Node(string kind, string name, MetricKind type, Func<ClientInterval, NodeStatistics, NodeStatistics?, double> value) => _metrics.AddFamily(
        $"kafka_{kind}_node_{name}", type, () => Live(kind).SelectMany(client => client.Now.Nodes.Select(node => new Measurement<double>(
            value(client, node, client.NodeBefore(node.Id)), Label(client), new("nodeid", "node-" + node.Id)))));

    private void Topic(string name, MetricKind type, Func<ClientInterval, TopicStatistics, TopicStatistics?, double> value) => _metrics.AddFamily(
        "kafka_producer_topic_" + name, type, () => Live("producer").SelectMany(client => client.Now.Topics.Select(topic => new Measurement<double>(
            value(client, topic, client.TopicBefore(topic.Topic)), Label(client), new("topic", topic.Topic)))));

    private void Partition(string name, Func<PartitionStatistics, long> value) => _metrics.AddFamily(
        "kafka_consumer_fetch_manager_" + name, MetricKind.Gauge, () =>
            from client in Live("consumer")
            from topic in client.Now.Topics
            from partition in topic.Partitions
            where value(partition) >= 0
            select new Measurement<double>(value(partition), Label(client), new("partition", partition.Partition), new("topic", topic.Topic)));

    private static KeyValuePair<string, object?> Label(ClientInterval client) => MetricLabels.Client(client.Now.ClientId)[0];

    private IEnumerable<ClientInterval> Live(string kind)
    {
        foreach (var (id, client) in _clients)
        {
            if (_metrics.Time.GetElapsedTime(client.At) > Gone)
            {
                _clients.TryRemove(id, out _);
            }
            else if (client.Now.Kind == kind)
            {
                yield return client;
            }
        }
    }
}

using System.Text.Json;

namespace ConnectNet.Runtime.Metrics;

/// <summary>What a connection to a broker has carried.</summary>
internal sealed record NodeStatistics(int Id, double Requests, double Responses, double BytesOut, double BytesIn, double LatencyMs);

/// <summary>What a client has written to a topic, and where it reads.</summary>
internal sealed record TopicStatistics(string Topic, double Records, double Bytes, IReadOnlyList<PartitionStatistics> Partitions);

/// <summary>How far behind a partition's end a consumer is, and how far before its start; each is negative while it is not known.</summary>
internal sealed record PartitionStatistics(string Partition, long Lag, long Lead);

/// <summary>The part of librdkafka's statistics of one client that is shown. Immutable.</summary>
internal sealed record ClientStatistics
{
    public required string ClientId { get; init; }

    /// <summary><c>producer</c>, <c>consumer</c> or <c>admin_client</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When these were taken, in seconds of a clock that nobody sets.</summary>
    public double Seconds { get; init; }

    /// <summary>How long the client had lived then.</summary>
    public double AgeSeconds { get; init; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    public double StartedAt { get; init; }

    public double Requests { get; init; }

    public double Responses { get; init; }

    public double BytesOut { get; init; }

    public double BytesIn { get; init; }

    public double Records { get; init; }

    public double RecordBytes { get; init; }

    public double Connections { get; init; }

    public double Connects { get; init; }

    public double Disconnects { get; init; }

    /// <summary>How often its threads have looked for something to send or to read.</summary>
    public double Wakeups { get; init; }

    /// <summary>Requests that carry records: Produce of a producer, Fetch of a consumer.</summary>
    public double RecordRequests { get; init; }

    public double ThrottleMs { get; init; }

    public double LatencyMs { get; init; }

    /// <summary>How long records have waited in a producer's queue.</summary>
    public double QueueMs { get; init; }

    public double BatchBytes { get; init; }

    public double BufferBytes { get; init; }

    public double BufferedBytes { get; init; }

    /// <summary>Of what it knows of its topics, the oldest.</summary>
    public double MetadataAgeSeconds { get; init; }

    public IReadOnlyList<NodeStatistics> Nodes { get; init; } = [];

    public IReadOnlyList<TopicStatistics> Topics { get; init; } = [];

    /// <summary>Null for what is no statistics.</summary>
    public static ClientStatistics? Parse(string clientId, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Of(clientId, document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ClientStatistics Of(string clientId, JsonElement root)
    {
        var type = root.TryGetProperty("type", out var t) ? t.GetString() ?? "producer" : "producer";
        // librdkafka's admin clients call themselves producers; ours have Java's client ids.
        var kind = clientId.Contains("admin", StringComparison.Ordinal) && type == "producer" ? "admin_client" : type;
        var producer = type == "producer";
        var brokers = Members(root, "brokers").Select(static b => b.Value).ToList();
        var topics = Members(root, "topics");
        var age = Number(root, "age") / 1e6;
        return new ClientStatistics
        {
            ClientId = clientId,
            Kind = kind,
            Seconds = Number(root, "ts") / 1e6,
            AgeSeconds = age,
            StartedAt = Math.Round(Number(root, "time") - age),
            Requests = Number(root, "tx"),
            Responses = Number(root, "rx"),
            BytesOut = Number(root, "tx_bytes"),
            BytesIn = Number(root, "rx_bytes"),
            Records = Number(root, producer ? "txmsgs" : "rxmsgs"),
            RecordBytes = Number(root, producer ? "txmsg_bytes" : "rxmsg_bytes"),
            Connections = brokers.Count(static b => b.TryGetProperty("state", out var state) && state.ValueEquals("UP")),
            Connects = brokers.Sum(static b => Number(b, "connects")),
            Disconnects = brokers.Sum(static b => Number(b, "disconnects")),
            Wakeups = brokers.Sum(static b => Number(b, "wakeups")),
            RecordRequests = brokers.Sum(b => b.TryGetProperty("req", out var requests) ? Number(requests, producer ? "Produce" : "Fetch") : 0),
            ThrottleMs = Average(brokers, "throttle"),
            LatencyMs = Average(brokers, "rtt") / 1000,
            QueueMs = Average(brokers, "int_latency") / 1000,
            BatchBytes = Average([.. topics.Select(static topic => topic.Value)], "batchsize"),
            BufferBytes = Number(root, "msg_size_max"),
            BufferedBytes = Number(root, "msg_size"),
            MetadataAgeSeconds = topics.Select(static topic => Number(topic.Value, "metadata_age") / 1000).DefaultIfEmpty(double.NaN).Max(),
            // A coordinator's connection has no id of its own and shares the name of its broker's.
            Nodes = [.. brokers.GroupBy(static b => (int)Number(b, "nodeid")).Select(static g => Node(g.Key, [.. g]))],
            Topics = [.. topics.Select(topic => Topic(topic.Name, topic.Value, producer))],
        };
    }

    private static NodeStatistics Node(int id, IReadOnlyList<JsonElement> connections) => new(
        id,
        connections.Sum(static b => Number(b, "tx")),
        connections.Sum(static b => Number(b, "rx")),
        connections.Sum(static b => Number(b, "txbytes")),
        connections.Sum(static b => Number(b, "rxbytes")),
        connections.Max(static b => b.TryGetProperty("rtt", out var rtt) ? Number(rtt, "avg") : 0) / 1000);

    private static TopicStatistics Topic(string name, JsonElement topic, bool producer)
    {
        var partitions = Members(topic, "partitions").Where(static p => p.Name != "-1").ToList();
        return new TopicStatistics(
            name,
            partitions.Sum(p => Number(p.Value, producer ? "txmsgs" : "rxmsgs")),
            partitions.Sum(p => Number(p.Value, producer ? "txbytes" : "rxbytes")),
            producer ? [] : [.. partitions.Select(static p => Partition(p.Name, p.Value))]);
    }

    private static PartitionStatistics Partition(string name, JsonElement partition)
    {
        var (start, position) = (Number(partition, "lo_offset"), Number(partition, "app_offset"));
        return new PartitionStatistics(name, (long)Number(partition, "consumer_lag"), start < 0 || position < 0 ? -1 : (long)(position - start));
    }

    /// <summary>The average of what all have measured in librdkafka's last interval; NaN where nothing was.</summary>
    private static double Average(IReadOnlyList<JsonElement> all, string window)
    {
        var (sum, count) = (0.0, 0.0);
        foreach (var element in all)
        {
            if (element.TryGetProperty(window, out var measured) && Number(measured, "cnt") is > 0 and var n)
            {
                sum += Number(measured, "avg") * n;
                count += n;
            }
        }

        return sum / count;
    }

    private static List<JsonProperty> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? [.. members.EnumerateObject()] : [];

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}

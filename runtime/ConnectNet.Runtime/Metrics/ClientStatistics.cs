using System.Text.Json;

namespace ConnectNet.Runtime.Metrics;

/// <summary>What a connection to a broker has carried.</summary>
internal sealed record NodeStatistics(int Id, double Requests, double Responses, double BytesOut, double BytesIn, double LatencyMs);

/// <summary>What a client has written to a topic, and how far behind its end it reads.</summary>
internal sealed record TopicStatistics(string Topic, double Records, double Bytes, IReadOnlyList<(string Partition, long Lag)> Lags);

/// <summary>The part of librdkafka's statistics of one client that is shown. Immutable.</summary>
internal sealed record ClientStatistics
{
    public required string ClientId { get; init; }

    /// <summary><c>producer</c>, <c>consumer</c> or <c>admin_client</c>.</summary>
    public required string Kind { get; init; }

    public double Requests { get; init; }

    public double Responses { get; init; }

    public double BytesOut { get; init; }

    public double BytesIn { get; init; }

    public double Records { get; init; }

    public double RecordBytes { get; init; }

    public double Connections { get; init; }

    public double Connects { get; init; }

    public double Disconnects { get; init; }

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
        return new ClientStatistics
        {
            ClientId = clientId,
            Kind = kind,
            Requests = Number(root, "tx"),
            Responses = Number(root, "rx"),
            BytesOut = Number(root, "tx_bytes"),
            BytesIn = Number(root, "rx_bytes"),
            Records = Number(root, producer ? "txmsgs" : "rxmsgs"),
            RecordBytes = Number(root, producer ? "txmsg_bytes" : "rxmsg_bytes"),
            Connections = brokers.Count(static b => b.TryGetProperty("state", out var state) && state.ValueEquals("UP")),
            Connects = brokers.Sum(static b => Number(b, "connects")),
            Disconnects = brokers.Sum(static b => Number(b, "disconnects")),
            // A coordinator's connection has no id of its own and shares the name of its broker's.
            Nodes = [.. brokers.GroupBy(static b => (int)Number(b, "nodeid")).Select(static g => Node(g.Key, [.. g]))],
            Topics = [.. Members(root, "topics").Select(topic => Topic(topic.Name, topic.Value, producer))],
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
            [.. partitions.Select(static p => (p.Name, (long)Number(p.Value, "consumer_lag"))).Where(p => !producer && p.Item2 >= 0)]);
    }

    private static List<JsonProperty> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? [.. members.EnumerateObject()] : [];

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The properties of a connector's Kafka clients: the worker's defaults, then its keys for the kind of client, then the connector's
/// overrides. Producers and consumers take only the brokers from the worker's other keys, admin clients take all. Stateless.
/// </summary>
internal sealed class ConnectorClients(WorkerConfig worker, ClientOverridePolicy policy, string? kafkaClusterId)
{
    public const string ProducerOverrides = "producer.override.";
    public const string ConsumerOverrides = "consumer.override.";
    public const string AdminOverrides = "admin.override.";

    public IReadOnlyDictionary<string, string?> Producer(ConnectorConfig connector, string clientId)
    {
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = worker.BootstrapServers,
            ["max.block.ms"] = "9223372036854775807",
            ["enable.idempotence"] = "false",
            ["acks"] = "all",
            ["max.in.flight.requests.per.connection"] = "1",
            ["delivery.timeout.ms"] = "2147483647",
            ["client.id"] = clientId,
        };
        Add(properties, worker.OriginalsWithPrefix("producer."));
        AddContext(properties);
        Add(properties, Overrides(connector, ProducerOverrides));
        return properties;
    }

    public IReadOnlyDictionary<string, string?> Consumer(ConnectorConfig connector, string clientId)
    {
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["group.id"] = "connect-" + connector.Name,
            ["client.id"] = clientId,
            ["bootstrap.servers"] = worker.BootstrapServers,
            ["enable.auto.commit"] = "false",
            ["auto.offset.reset"] = "earliest",
        };
        Add(properties, worker.OriginalsWithPrefix("consumer."));
        AddContext(properties);
        Add(properties, Overrides(connector, ConsumerOverrides));
        return properties;
    }

    public IReadOnlyDictionary<string, string?> Admin(ConnectorConfig connector, string clientId)
    {
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = worker.BootstrapServers,
            ["client.id"] = clientId,
        };
        Add(properties, worker.Originals.Where(static e =>
            !e.Key.StartsWith("admin.", StringComparison.Ordinal)
            && !e.Key.StartsWith("producer.", StringComparison.Ordinal)
            && !e.Key.StartsWith("consumer.", StringComparison.Ordinal)));
        Add(properties, worker.OriginalsWithPrefix("admin."));
        Add(properties, Overrides(connector, AdminOverrides));
        AddContext(properties);
        return properties;
    }

    private static void Add(Dictionary<string, string?> properties, IEnumerable<KeyValuePair<string, string?>> more)
    {
        foreach (var (key, value) in more)
        {
            properties[key] = value;
        }
    }

    private void AddContext(Dictionary<string, string?> properties)
    {
        Add(properties, worker.OriginalsWithPrefix("metrics.context.").Select(static e => new KeyValuePair<string, string?>("metrics.context." + e.Key, e.Value)));
        properties["metrics.context.connect.kafka.cluster.id"] = kafkaClusterId;
        if (worker.GroupId is { } group)
        {
            properties["metrics.context.connect.group.id"] = group;
        }
    }

    private IReadOnlyDictionary<string, string?> Overrides(ConnectorConfig connector, string prefix)
    {
        var overrides = connector.OriginalsWithPrefix(prefix);
        var refused = policy.Validate(overrides.Select(static e => new KeyValuePair<string, object?>(e.Key, e.Value)))
            .SelectMany(static value => value.Errors).ToList();
        return refused.Count == 0
            ? overrides
            : throw new ConnectException($"Client Config Overrides not allowed {string.Join(", ", refused)}");
    }
}

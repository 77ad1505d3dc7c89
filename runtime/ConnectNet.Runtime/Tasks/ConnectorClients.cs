using System.Globalization;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The properties of a connector's Kafka clients: the worker's defaults, then its keys for the kind of client, then the connector's
/// overrides. Producers and consumers take only the brokers from the worker's other keys, admin clients take all. Stateless.
/// </summary>
internal sealed partial class ConnectorClients(WorkerConfig worker, ClientOverridePolicy policy, string? kafkaClusterId)
{
    public const string ProducerOverrides = "producer.override.";
    public const string ConsumerOverrides = "consumer.override.";
    public const string AdminOverrides = "admin.override.";

    /// <summary>
    /// Bytes of an exactly-once source's batch unless told otherwise. With an idempotent producer the client's thread turns in a loop while one batch is on its
    /// way and the next is full: half of a task's processor time with batches of our usual size.
    /// </summary>
    public const int TransactionalBatchSize = 262_144;

    private const string Idempotence = "enable.idempotence";
    private const string Isolation = "isolation.level";

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
        Add(properties, Overrides(connector.Originals, ProducerOverrides));
        return properties;
    }

    /// <summary>The transactional producer of an exactly-once task; whatever contradicts is overruled, and said so.</summary>
    public IReadOnlyDictionary<string, string?> TransactionalProducer(ConnectorConfig connector, ConnectorTaskId task, ILogger logger)
    {
        var properties = new Dictionary<string, string?>(Producer(connector, "connector-producer-" + task), StringComparer.Ordinal);
        if (!connector.Originals.ContainsKey(ProducerOverrides + Idempotence) && !worker.Originals.ContainsKey("producer." + Idempotence))
        {
            properties.Remove(Idempotence);
        }

        const string Reason = "for connectors when exactly-once source support is enabled";
        Ensure(properties, Idempotence, "true", Reason, StringComparison.OrdinalIgnoreCase, logger);
        Ensure(properties, "transactional.id", TransactionalId(task), Reason, StringComparison.Ordinal, logger);
        properties.TryAdd("batch.size", TransactionalBatchSize.ToString(CultureInfo.InvariantCulture));
        return properties;
    }

    /// <summary>The transactional id of a task; Java's workers use the same.</summary>
    public string TransactionalId(ConnectorTaskId task) => worker.GroupId + "-" + task;

    /// <summary>The consumer of a connector's offsets topic: exactly-once tasks must not see what was aborted; others may choose to.</summary>
    public IReadOnlyDictionary<string, string?> OffsetsConsumer(ConnectorConfig connector, string clientId, ILogger logger)
    {
        var properties = new Dictionary<string, string?>(Consumer(connector, clientId), StringComparer.Ordinal);
        properties.Remove("group.id");
        if (worker.ExactlyOnceSourceEnabled)
        {
            const string Reason = "for source connectors' offset consumers when exactly-once source support is enabled";
            Ensure(properties, Isolation, "read_committed", Reason, StringComparison.OrdinalIgnoreCase, logger);
        }
        else
        {
            properties.TryAdd(Isolation, "read_committed");
        }

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
        Add(properties, Overrides(connector.Originals, ConsumerOverrides));
        return properties;
    }

    public IReadOnlyDictionary<string, string?> Admin(ConnectorConfig connector, string clientId) => Admin(connector.Originals, clientId);

    /// <summary>As above for a connector whose class need not be known here.</summary>
    public IReadOnlyDictionary<string, string?> Admin(IReadOnlyDictionary<string, string?> connector, string clientId)
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

    private static void Ensure(
        Dictionary<string, string?> properties, string key, string value, string reason, StringComparison comparison, ILogger logger)
    {
        if (properties.TryGetValue(key, out var given) && !value.Equals(given, comparison))
        {
            LogIgnored(logger, given, key, reason, value);
        }

        properties[key] = value;
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

    private Dictionary<string, string?> Overrides(IReadOnlyDictionary<string, string?> connector, string prefix)
    {
        var overrides = connector.Where(e => e.Key.Length > prefix.Length && e.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[prefix.Length..], static e => e.Value, StringComparer.Ordinal);
        var refused = policy.Validate(overrides.Select(static e => new KeyValuePair<string, object?>(e.Key, e.Value)))
            .SelectMany(static value => value.Errors).ToList();
        return refused.Count == 0
            ? overrides
            : throw new ConnectException($"Client Config Overrides not allowed {string.Join(", ", refused)}");
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The value '{Given}' for the '{Key}' property will be ignored as it cannot be overridden {Reason}. The value '{Value}' will be used instead.")]
    private static partial void LogIgnored(ILogger logger, string? given, string key, string reason, string value);
}

using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Chooses the store of a source connector's offsets: the worker's, or one on a topic of the connector's own. Stateless.</summary>
internal sealed class OffsetStores(WorkerParts parts, ConnectorClients clients)
{
    private readonly ILogger _logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.storage.KafkaOffsetBackingStore");

    /// <summary>The store, to be started and stopped by the caller if <paramref name="owned"/>.</summary>
    /// <param name="config">The connector's config.</param>
    /// <param name="client">End of the client ids: the connector, or the task.</param>
    /// <param name="owned">The store is made for the caller.</param>
    public OffsetStore For(SourceConnectorConfig config, string client, out bool owned)
    {
        owned = false;
        if (Topic(config) is not { } topic || parts.Config is not DistributedConfig worker)
        {
            return parts.Offsets;
        }

        var producer = clients.Producer(config, "connector-offset-producer-" + client);
        if (IsWorkers(topic, producer, worker))
        {
            return parts.Offsets;
        }

        owned = true;
        return new ConnectorOffsetStore(parts.Offsets, Own(config, client, topic, worker, producer, null), _logger);
    }

    /// <summary>
    /// The store of an exactly-once task, which writes with the task's producer, because offsets must be in the transaction of their
    /// records. To be started and stopped by the caller.
    /// </summary>
    /// <param name="config">The connector's config.</param>
    /// <param name="client">End of the client ids: the connector, or the task.</param>
    /// <param name="producer">The transactional producer; owned by the caller.</param>
    /// <param name="properties">What the producer was made of.</param>
    /// <param name="topic">The topic that is written.</param>
    public OffsetStore Transactional(
        SourceConnectorConfig config,
        string client,
        IProducer<byte[]?, byte[]?> producer,
        IReadOnlyDictionary<string, string?> properties,
        out string topic)
    {
        var worker = (DistributedConfig)parts.Config;
        topic = Topic(config)!;
        if (IsWorkers(topic, properties, worker))
        {
            // The worker reads the same topic already, and committed records only.
            return new TransactionalOffsetStore(parts.Offsets, owned: false, producer, topic);
        }

        var own = Own(config, client, topic, worker, properties, producer);
        return new ConnectorOffsetStore(parts.Offsets, new TransactionalOffsetStore(own, owned: true, producer, topic), _logger, transactional: true);
    }

    // Exactly-once tasks may write to other brokers than the worker's: then even the worker's name of the topic means another one.
    private string? Topic(SourceConnectorConfig config) => !string.IsNullOrWhiteSpace(config.OffsetsTopic) ? config.OffsetsTopic
        : parts.Config is DistributedConfig { ExactlyOnceSourceEnabled: true } worker ? worker.RequiredText(DistributedKeys.OffsetTopic)
        : null;

    private KafkaOffsetStore Own(
        SourceConnectorConfig config,
        string client,
        string topic,
        DistributedConfig worker,
        IReadOnlyDictionary<string, string?> properties,
        IProducer<byte[]?, byte[]?>? producer) => new(
        parts.Clients,
        InternalTopics.Offsets(worker) with
        {
            Topic = topic,
            ConfigKey = ConnectorKeys.OffsetsTopic,
            ProducerProperties = properties,
            ConsumerProperties = clients.OffsetsConsumer(config, "connector-consumer-" + client, _logger),
            AdminProperties = clients.Admin(config, "connector-adminclient-" + client),
            Producer = producer,
        },
        _logger,
        parts.Time);

    private static bool IsWorkers(string topic, IReadOnlyDictionary<string, string?> producer, DistributedConfig worker) =>
        topic == worker.RequiredText(DistributedKeys.OffsetTopic)
        && producer.GetValueOrDefault("bootstrap.servers") is { } servers
        && Servers(servers).SetEquals(Servers(worker.BootstrapServers));

    private static HashSet<string> Servers(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries)];
}

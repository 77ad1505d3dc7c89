using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Chooses the store of a source connector's offsets: the worker's, or one on a topic of the connector's own. Stateless.</summary>
internal sealed class OffsetStores(WorkerParts parts, ConnectorClients clients)
{
    /// <summary>The store, to be started and stopped by the caller if <paramref name="owned"/>.</summary>
    /// <param name="config">The connector's config.</param>
    /// <param name="client">End of the client ids: the connector, or the task.</param>
    /// <param name="owned">The store is made for the caller.</param>
    public OffsetStore For(SourceConnectorConfig config, string client, out bool owned)
    {
        owned = false;
        if (string.IsNullOrWhiteSpace(config.OffsetsTopic) || parts.Config is not DistributedConfig worker)
        {
            return parts.Offsets;
        }

        var producer = clients.Producer(config, "connector-offset-producer-" + client);
        var shared = InternalTopics.Offsets(worker);
        if (config.OffsetsTopic == shared.Topic && SameBrokers(producer.GetValueOrDefault("bootstrap.servers"), worker.BootstrapServers))
        {
            return parts.Offsets;
        }

        var consumer = new Dictionary<string, string?>(clients.Consumer(config, "connector-consumer-" + client));
        consumer.Remove("group.id");
        consumer.TryAdd("isolation.level", "read_committed");
        var logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.storage.KafkaOffsetBackingStore");
        owned = true;
        return new ConnectorOffsetStore(
            parts.Offsets,
            new KafkaOffsetStore(
                parts.Clients,
                shared with
                {
                    Topic = config.OffsetsTopic,
                    ConfigKey = ConnectorKeys.OffsetsTopic,
                    ProducerProperties = producer,
                    ConsumerProperties = consumer,
                    AdminProperties = clients.Admin(config, "connector-adminclient-" + client),
                },
                logger,
                parts.Time),
            logger);
    }

    private static bool SameBrokers(string? left, string right) =>
        left is not null && left.Split(',', StringSplitOptions.TrimEntries).ToHashSet().SetEquals(right.Split(',', StringSplitOptions.TrimEntries));
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The settings of the three internal topics from a worker's config. Their clients take all of the worker's keys without a prefix. Pure
/// functions.
/// </summary>
internal static class InternalTopics
{
    public static CompactedTopicSettings Configs(DistributedConfig config) => new()
    {
        Topic = config.RequiredText(DistributedKeys.ConfigTopic),
        ConfigKey = DistributedKeys.ConfigTopic,
        Purpose = "connector configurations",
        Partitions = 1,
        ReplicationFactor = config.Short("config.storage.replication.factor"),
        TopicConfigs = TopicConfigs(config, "config"),
        ProducerProperties = Durable(config, "configs"),
        ConsumerProperties = Consumer(config, "configs"),
        AdminProperties = Admin(config),
    };

    public static CompactedTopicSettings Offsets(DistributedConfig config) => new()
    {
        Topic = config.RequiredText(DistributedKeys.OffsetTopic),
        ConfigKey = DistributedKeys.OffsetTopic,
        Purpose = "source connector offsets",
        Partitions = config.Int("offset.storage.partitions"),
        ReplicationFactor = config.Short("offset.storage.replication.factor"),
        TopicConfigs = TopicConfigs(config, "offset"),
        ProducerProperties = Durable(config, "offsets"),
        ConsumerProperties = Consumer(config, "offsets"),
        AdminProperties = Admin(config),
    };

    public static CompactedTopicSettings Statuses(DistributedConfig config) => new()
    {
        Topic = config.RequiredText(DistributedKeys.StatusTopic),
        ConfigKey = DistributedKeys.StatusTopic,
        Purpose = "connector and task statuses",
        Partitions = config.Int("status.storage.partitions"),
        ReplicationFactor = config.Short("status.storage.replication.factor"),
        TopicConfigs = TopicConfigs(config, "status"),
        ProducerProperties = With(config, "statuses", ("retries", "0"), ("enable.idempotence", "false")),
        ConsumerProperties = With(config, "statuses"),
        AdminProperties = Admin(config),
    };

    // A record once accepted is sent until it is sent; the writer's own time limit decides.
    private static Dictionary<string, string?> Durable(DistributedConfig config, string client) =>
        With(config, client, ("delivery.timeout.ms", "2147483647"), ("enable.idempotence", "false"));

    private static Dictionary<string, string?> Consumer(DistributedConfig config, string client) =>
        config.ExactlyOnceSourceEnabled ? With(config, client, ("isolation.level", "read_committed")) : With(config, client);

    private static Dictionary<string, string?> Admin(DistributedConfig config) => With(config, "shared-admin");

    private static Dictionary<string, string?> With(DistributedConfig config, string client, params (string Key, string Value)[] more)
    {
        var properties = new Dictionary<string, string?>(config.Originals) { ["client.id"] = config.ClientIdBase + client };
        foreach (var (key, value) in more)
        {
            properties[key] = value;
        }

        return properties;
    }

    private static Dictionary<string, string> TopicConfigs(DistributedConfig config, string kind) =>
        config.TopicSettings(kind).Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);
}

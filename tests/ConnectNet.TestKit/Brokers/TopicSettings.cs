using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ConnectNet.TestKit.Brokers;

/// <summary>Changes and looks at topics on a broker that has topic administration.</summary>
internal static class TopicSettings
{
    public static async Task SetAsync(string bootstrapServers, string topic, string key, string value)
    {
        using var admin = Admin(bootstrapServers);
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
                [new ConfigEntry { Name = key, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    /// <summary>Whether every replica of every topic is in sync.</summary>
    public static bool AllInSync(string bootstrapServers)
    {
        using var admin = Admin(bootstrapServers);
        try
        {
            return admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics
                .TrueForAll(topic => topic.Partitions.TrueForAll(partition => partition.InSyncReplicas.Length == partition.Replicas.Length));
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <summary>Id of the node that leads the topic's first partition.</summary>
    public static int Leader(string bootstrapServers, string topic)
    {
        using var admin = Admin(bootstrapServers);
        return admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics[0].Partitions[0].Leader;
    }

    private static IAdminClient Admin(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();
}

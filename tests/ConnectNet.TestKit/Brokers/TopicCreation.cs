using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ConnectNet.TestKit.Brokers;

/// <summary>Creates topics on a broker that has topic administration.</summary>
internal static class TopicCreation
{
    public static async Task CreateAsync(string bootstrapServers, string name, int partitions, IReadOnlyDictionary<string, string>? settings)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        var topic = new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = -1,
            Configs = settings is null ? null : new Dictionary<string, string>(settings),
        };
        try
        {
            await admin.CreateTopicsAsync([topic], new CreateTopicsOptions { OperationTimeout = TimeSpan.FromSeconds(30) });
        }
        catch (CreateTopicsException e) when (e.Results.All(result => result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
        }
    }
}

using DotNet.Testcontainers.Builders;
using Testcontainers.Kafka;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// One KRaft node in a container of a Docker engine, from Kafka's own image, which the engine fetches when it lacks it. The container ends with its
/// disposal, and with the process if that is killed.
/// </summary>
internal sealed class DockerBroker : KafkaBroker
{
    public const string Image = "apache/kafka:4.3.1";

    private readonly KafkaContainer _container;

    private DockerBroker(KafkaContainer container) => _container = container;

    public override string BootstrapServers => $"{_container.Hostname}:{_container.GetMappedPublicPort(KafkaBuilder.KafkaPort)}";

    public static new async Task<DockerBroker> StartAsync()
    {
        KafkaContainer? container = null;
        try
        {
            container = Describe().Build();
            await container.StartAsync();
            return new DockerBroker(container);
        }
        catch (Exception e)
        {
            if (container is not null)
            {
                await container.DisposeAsync();
            }
            throw new InvalidOperationException(
                $"the Docker engine did not start {Image}: {e.Message}. Run \"docker pull {Image}\", or set KAFKA_HOME to a Kafka distribution or CONNECTNET_TEST_BOOTSTRAP "
                + "to a cluster; CONNECTNET_NO_INSTALL=1 leaves the engine alone", e);
        }
    }

    public override Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null) =>
        TopicCreation.CreateAsync(BootstrapServers, name, partitions, settings);

    public override ValueTask DisposeAsync() => _container.DisposeAsync();

    // The library ends its list of advertised listeners with a comma, and Kafka since 4.1 refuses the empty name behind it: one listener more closes the list.
    private static KafkaBuilder Describe() => new KafkaBuilder(Image)
        .WithListener("localhost:9095")
        .WithEnvironment("KAFKA_HEAP_OPTS", "-Xmx512M -Xms256M")
        .WithEnvironment("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "8")
        .WithEnvironment("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "8")
        .WithEnvironment("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .WithEnvironment("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
}

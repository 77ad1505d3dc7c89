using System.Text;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Kit;

/// <summary>The kit's own brokers: what the other tests stand on.</summary>
public sealed class BrokerTests
{
    [KafkaFact]
    public async Task What_was_produced_is_read_back()
    {
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync("kit-round-trip", 3);

        await TopicData.ProduceAsync(broker.BootstrapServers, "kit-round-trip", Enumerable.Range(0, 100).Select(Record));

        var read = TopicData.Read(broker.BootstrapServers, "kit-round-trip");
        Assert.Equal(Enumerable.Range(0, 100), read.Select(result => int.Parse(Encoding.UTF8.GetString(result.Message.Value!))).Order());
    }

    [Fact]
    public async Task Embedded_Kafka_makes_topics_with_the_partitions_asked_for()
    {
        await using var broker = await EmbeddedKafka.StartAsync();
        await broker.CreateTopicAsync("one");
        await broker.CreateTopicAsync("five", 5);
        await TopicData.ProduceAsync(broker.BootstrapServers, "five", Enumerable.Range(0, 50).Select(Record));

        Assert.Empty(TopicData.Read(broker.BootstrapServers, "one"));
        Assert.Equal(50, TopicData.Read(broker.BootstrapServers, "five").Count);
    }

    [KafkaFact(Needs = Needs.TopicAdmin | Needs.Compaction)]
    public async Task A_topic_that_exists_is_left_as_it_is()
    {
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync("kit-twice", 2, new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
        await broker.CreateTopicAsync("kit-twice", 7);

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var topic = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(["kit-twice"]))).TopicDescriptions.Single();
        Assert.Equal(2, topic.Partitions.Count);
    }

    private static Message<byte[]?, byte[]?> Record(int number) =>
        new() { Key = Encoding.UTF8.GetBytes($"k{number}"), Value = Encoding.UTF8.GetBytes($"{number}") };
}

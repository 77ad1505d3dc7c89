using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.TestKit.Brokers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

public sealed class ProducerFencingTests
{
    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_fenced_producer_cannot_commit()
    {
        var broker = await KafkaBroker.SharedAsync();
        var id = "kafka-fence-" + Guid.NewGuid().ToString("N")[..8];
        await broker.CreateTopicAsync(id);
        var servers = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers };
        using var zombie = new KafkaClients(NullLoggerFactory.Instance).CreateProducer(
            new Dictionary<string, string?>(servers) { ["transactional.id"] = id });
        zombie.InitTransactions(TimeSpan.FromSeconds(30));
        zombie.BeginTransaction();
        await zombie.ProduceAsync(id, new Message<byte[]?, byte[]?> { Value = [1] });

        // The open transaction is aborted on the way.
        await KafkaClients.FenceProducersAsync(servers, [id, id + "-never-used"], TimeSpan.FromSeconds(60), CancellationToken.None);
        var e = Assert.ThrowsAny<KafkaException>(() => zombie.CommitTransaction(TimeSpan.FromSeconds(30)));
        Assert.True(e.Error.IsFatal);
        Assert.Empty(TopicData.Read(broker.BootstrapServers, id));
    }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Tasks;

/// <summary>What the clients of exactly-once sources must have, whatever a worker or connector says.</summary>
public sealed class ConnectorClientsTests
{
    private static readonly ConnectorTaskId Task = new("c", 3);

    [Fact]
    public void A_transactional_producer_is_idempotent_and_has_Javas_id()
    {
        var properties = Clients("enabled").TransactionalProducer(Connector(), Task, NullLogger.Instance);
        Assert.Equal(("true", "group-c-3", "connector-producer-c-3"), (properties["enable.idempotence"], properties["transactional.id"], properties["client.id"]));
    }

    [Fact]
    public void A_transactional_producer_has_larger_batches_unless_told_otherwise()
    {
        Assert.Equal("262144", Clients("enabled").TransactionalProducer(Connector(), Task, NullLogger.Instance)["batch.size"]);
        var connector = Connector(("producer.override.batch.size", "1000"));
        Assert.Equal("1000", Clients("enabled").TransactionalProducer(connector, Task, NullLogger.Instance)["batch.size"]);
    }

    [Fact]
    public void What_contradicts_exactly_once_is_overruled()
    {
        var connector = Connector(("producer.override.transactional.id", "mine"), ("producer.override.enable.idempotence", "false"), ("consumer.override.isolation.level", "read_uncommitted"));
        var properties = Clients("enabled").TransactionalProducer(connector, Task, NullLogger.Instance);
        Assert.Equal(("true", "group-c-3"), (properties["enable.idempotence"], properties["transactional.id"]));
        Assert.Equal("read_committed", Clients("enabled").OffsetsConsumer(connector, "x", NullLogger.Instance)["isolation.level"]);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("preparing")]
    public void Without_exactly_once_sources_the_offsets_consumer_is_the_connectors_to_choose(string support)
    {
        Assert.Equal("read_committed", Clients(support).OffsetsConsumer(Connector(), "x", NullLogger.Instance)["isolation.level"]);
        var connector = Connector(("consumer.override.isolation.level", "read_uncommitted"));
        Assert.Equal("read_uncommitted", Clients(support).OffsetsConsumer(connector, "x", NullLogger.Instance)["isolation.level"]);
    }

    private static ConnectorClients Clients(string support) => new(
        DistributedConfig.Parse(
            new Dictionary<string, string?>
            {
                ["bootstrap.servers"] = "b:1",
                ["group.id"] = "group",
                ["config.storage.topic"] = "configs",
                ["offset.storage.topic"] = "offsets",
                ["status.storage.topic"] = "statuses",
                ["key.converter"] = "x",
                ["value.converter"] = "x",
                ["exactly.once.source.support"] = support,
            },
            static _ => typeof(object)),
        new AllOverridePolicy(),
        null);

    private static SourceConnectorConfig Connector(params (string Key, string Value)[] keys)
    {
        var config = new Dictionary<string, string?> { ["name"] = "c", ["connector.class"] = "x" };
        foreach (var (key, value) in keys)
        {
            config[key] = value;
        }

        return new SourceConnectorConfig(new PluginCatalog([], new Dictionary<string, Type>()), config);
    }
}

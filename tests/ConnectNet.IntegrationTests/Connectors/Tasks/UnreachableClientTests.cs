using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Tasks whose clients cannot be made: they fail in the words of Java's clients instead of running without a broker for ever.</summary>
public sealed class UnreachableClientTests
{
    private const string Invalid = "nobrokerrunningatthisaddress";
    private const string Unknown = "nosuchhost.invalid:9092";
    private const string InvalidUrl = "Invalid url in bootstrap.servers: " + Invalid;
    private const string Unresolvable = "No resolvable bootstrap urls given in bootstrap.servers";

    [KafkaTheory]
    [InlineData(true, "producer.override.bootstrap.servers", Invalid, "Failed to construct kafka producer", InvalidUrl)]
    [InlineData(true, "producer.override.bootstrap.servers", Unknown, "Failed to construct kafka producer", Unresolvable)]
    [InlineData(true, "producer.override.bootstrap.servers", "127.0.0.1:70000", "Failed to construct kafka producer", "Invalid port in bootstrap.servers: 127.0.0.1:70000")]
    [InlineData(true, "producer.override.delivery.timeout.ms", "10", "Failed to construct kafka producer", "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms")]
    [InlineData(false, "consumer.override.bootstrap.servers", Invalid, "Failed to construct kafka consumer", InvalidUrl)]
    [InlineData(false, "consumer.override.bootstrap.servers", Unknown, "Failed to construct kafka consumer", Unresolvable)]
    [InlineData(false, "admin.override.bootstrap.servers", Invalid, "Failed to create new KafkaAdminClient", InvalidUrl)]
    [InlineData(false, "producer.override.bootstrap.servers", Invalid, "Failed to construct kafka producer", InvalidUrl)]
    public async Task The_client_is_named_and_what_is_wrong_is_the_cause(bool isSource, string key, string value, string message, string cause)
    {
        var failure = await FailAsync(isSource, key, value);
        Assert.Contains($"org.apache.kafka.common.KafkaException: {message}\n", failure, StringComparison.Ordinal);
        Assert.Contains($"Caused by: org.apache.kafka.common.config.ConfigException: {cause}\n", failure, StringComparison.Ordinal);
    }

    [KafkaTheory]
    [InlineData(true, "producer.override.acks", "2", "Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1")]
    [InlineData(true, "producer.override.bootstrap.servers", "", "Configuration 'bootstrap.servers' must not be empty. Valid values include: any non-empty value")]
    [InlineData(false, "consumer.override.isolation.level", "READ_COMMITTED", "Invalid value READ_COMMITTED for configuration isolation.level: String must be one of: read_committed, read_uncommitted")]
    public async Task A_wrong_value_is_named_with_its_key(bool isSource, string key, string value, string message) =>
        Assert.StartsWith($"org.apache.kafka.common.config.ConfigException: {message}\n", await FailAsync(isSource, key, value), StringComparison.Ordinal);

    [KafkaFact]
    public async Task One_server_that_is_known_is_enough()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "one");

        rig.StartSink(probe, topic, ("consumer.override.bootstrap.servers", Unknown + "," + rig.BootstrapServers), ("consumer.override.session.timeout.ms", "6000"));

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 1);
    }

    private static async Task<string> FailAsync(bool isSource, string key, string value)
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        (string, string)[] deadLetters = isSource ? [] : [("errors.tolerance", "all"), ("errors.deadletterqueue.topic.name", topic), ("errors.deadletterqueue.topic.replication.factor", "1")];
        var task = isSource ? rig.StartSource(probe, (key, value)) : rig.StartSink(probe, topic, [(key, value), .. deadLetters]);
        return (await rig.StateAsync(task, ConnectState.Failed)).Trace ?? "";
    }
}

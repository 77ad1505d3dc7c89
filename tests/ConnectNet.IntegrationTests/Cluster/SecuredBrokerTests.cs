using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Both of our clients, librdkafka and the group's, over TLS and SASL with a Java client's properties.</summary>
public sealed class SecuredBrokerTests
{
    private readonly KafkaClients _clients = new(NullLoggerFactory.Instance);

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task TLS_and_SASL_work_with_the_properties_of_Java_clients()
    {
        await using var broker = await SecuredBroker.StartAsync();
        foreach (var security in broker.All)
        {
            using var member = Join(security);
            Assert.Equal(["all"], member.Await(_ => true).Connectors);
            await ProduceAsync(security);
        }

        var wrong = new Dictionary<string, string?>(broker.Plain)
        {
            ["sasl.jaas.config"] = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"guess\";",
        };
        using var refused = Join(wrong);
        var failure = Assert.IsType<BrokerException>(await refused.AwaitFailureAsync());
        Assert.Equal(BrokerError.SaslAuthenticationFailed, failure.Error);
        Assert.DoesNotContain("guess", failure.ToString(), StringComparison.Ordinal);

        AssertSessionsAreRenewed(broker);
        await RunAWorkerAsync(broker);
    }

    /// <summary>A member stays on its connection, and in its generation, beyond the end of several sessions.</summary>
    private static void AssertSessionsAreRenewed(SecuredBroker broker)
    {
        using var member = Join(broker.Plain);
        member.Await(_ => true);
        double Read(string name) => member.Scrape()[$"kafka_connect_{name}{{clientid=\"test-member\"}}"];
        var (created, generation) = (Read("connection_creation_total"), member.Member.Generation);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Read("successful_reauthentication_total") < 3)
        {
            Assert.False(limit.IsCancellationRequested, "sessions are not renewed");
            Thread.Sleep(50);
        }

        Assert.Equal(created, Read("connection_creation_total"));
        Assert.Equal(0, Read("failed_authentication_total"));
        Assert.Equal(generation, member.Member.Generation);
    }

    /// <summary>A whole worker, with a source and a sink, where SASL, TLS and a client certificate are asked for.</summary>
    private static async Task RunAWorkerAsync(SecuredBroker broker)
    {
        using var directory = TempDirectory.Create();
        using var source = new FileSource("secured-lines");
        await TopicCreation.CreateAsync(broker.PlainServers, source.Topic, 1, null);
        source.Append(20);
        var settings = WorkerSettings.Distributed(broker.Both["bootstrap.servers"]!, "secured-cluster");
        foreach (var (key, value) in broker.Both.Where(entry => entry.Key != "bootstrap.servers"))
        {
            // As for Java: the keys without a prefix are for the group and the internal topics only.
            _ = new[] { "", "producer.", "consumer.", "admin." }.Aggregate(settings, (all, prefix) => all.With(prefix + key, value!));
        }

        await using var worker = await WorkerProcess.StartDistributedAsync(settings);
        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.PutConfigAsync("snk", new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink",
            ["topics"] = source.Topic,
            ["file"] = directory.File("out.txt"),
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        });
        await worker.Client.AwaitRunningAsync("src");
        source.AssertDelivered(broker.PlainServers);
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(File.Exists(directory.File("out.txt")) && File.ReadAllLines(directory.File("out.txt")).Length >= 20),
            "the sink does not get its records",
            TimeSpan.FromSeconds(60));
        Assert.Equal(await File.ReadAllLinesAsync(source.Path), await File.ReadAllLinesAsync(directory.File("out.txt")));
        Assert.Equal(0, await worker.StopAsync());
        Assert.DoesNotContain("secret", worker.Process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("changeit", worker.Process.Log, StringComparison.Ordinal);
    }

    private static TestMember Join(Dictionary<string, string?> security) => new("", "", settings: new GroupMemberSettings
    {
        GroupId = "secured",
        WorkerUrl = "http://127.0.0.1:1/",
        ClientId = "test-member",
        HeartbeatInterval = TimeSpan.FromMilliseconds(300),
        ClientProperties = security,
    });

    private async Task ProduceAsync(Dictionary<string, string?> security)
    {
        using var producer = _clients.CreateProducer(security);
        await producer.ProduceAsync("secured", new Message<byte[]?, byte[]?> { Value = [1] }).WaitAsync(TimeSpan.FromSeconds(30));
    }
}

using System.Text;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>GSSAPI against a broker and a KDC of their own, with the properties of Java workers: keytabs, ticket caches, several principals.</summary>
public sealed class KerberosTests : IDisposable
{
    private const Needs All = Needs.Kerberos | Needs.JavaWorker | Needs.Workers | Needs.TopicAdmin;

    private readonly TempDirectory _directory = TempDirectory.Create();

    public void Dispose() => _directory.Dispose();

    [KafkaFact(Needs = All)]
    public async Task Workers_with_Kerberos_share_work_beyond_the_life_of_their_tickets()
    {
        await using var broker = await KerberosBroker.StartAsync();
        var keytab = await broker.Kdc.KeytabAsync("bob", "alice");
        using var source = new FileSource("lines");
        await TopicCreation.CreateAsync(broker.PlainServers, source.Topic, 1, null);
        await broker.Kdc.LogInAsync("alice", keytab);
        await using var one = Worker(broker, KerberosBroker.Keytab("alice", keytab), broker.Kdc.JavaEnvironment);
        await using var two = Worker(broker, KerberosBroker.TicketCache(), broker.Kdc.Environment);
        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        // bob's keys come first in the keytab that both use: who is meant is said by the principal alone.
        source.Append(10);
        await ProduceAsync(broker, "a", "b");
        await one.Client.PutConfigAsync("source", source.Config);
        await one.Client.PutConfigAsync("alices", Sink(source.Topic, "alices"));
        await one.Client.PutConfigAsync(KerberosBroker.BobsSink, new Dictionary<string, string>(Sink(KerberosBroker.BobsTopic, "bobs"))
        {
            ["consumer.override.sasl.jaas.config"] = KerberosBroker.Keytab("bob", keytab),
        });
        await one.Client.PutConfigAsync("trespasser", Sink(KerberosBroker.BobsTopic, "nothing"));
        await AwaitLinesAsync(one, "alices", 10);
        await AwaitLinesAsync(one, "bobs", 2);
        Assert.Contains("TopicAuthorizationException", await one.Client.AwaitFailedTaskAsync("trespasser"), StringComparison.Ordinal);
        await one.Client.DeleteAsync("trespasser");

        // By then the first tickets of all have ended. The broker has asked for others every few seconds.
        var end = broker.Kdc.LastLogin("bob") + (KerberosBroker.TicketLife + KerberosKdc.Forgiven).TotalSeconds;
        await one.Process.WaitUntilAsync(() => Task.FromResult(broker.Kdc.LastLogin("bob") > end), "tickets are not renewed", TimeSpan.FromSeconds(60));
        source.Append(10);
        await AwaitLinesAsync(one, "alices", 20);
        await one.StopAsync();
        source.Append(10);
        await AwaitLinesAsync(two, "alices", 30);
        await one.RestartAsync();
        await ProduceAsync(broker, "c");
        await AwaitLinesAsync(one, "bobs", 3);
        source.AssertDelivered(broker.PlainServers);
        Assert.Equal((0, 0), (await one.StopAsync(), await two.StopAsync()));
    }

    [KafkaFact(Needs = All)]
    public async Task A_login_that_fails_ends_the_start_with_reason_and_cure()
    {
        await using var kdc = await KerberosKdc.StartAsync(TimeSpan.FromMinutes(5));
        var keytab = await kdc.KeytabAsync("alice");
        var elsewhere = _directory.File("none.keytab");
        await AssertRefusedAsync(
            kdc, KerberosBroker.Keytab("bob", keytab), $"The Kerberos login of bob@CONNECT.TEST with the keytab {keytab} failed: the file holds no key of that principal. See");
        await AssertRefusedAsync(
            kdc, KerberosBroker.Keytab("alice", elsewhere), $"The Kerberos login of alice@CONNECT.TEST with the keytab {elsewhere} failed: Could not find file '{elsewhere}'. Set keyTab");
        await AssertRefusedAsync(
            kdc, KerberosBroker.TicketCache(), $"The Kerberos login with the ticket cache FILE:{kdc.TicketCache} failed: No credentials cache found. Get a ticket with kinit, ");
        await AssertRefusedAsync(
            kdc, KerberosBroker.Keytab("alice", keytab), "Authenticating alice@CONNECT.TEST to kafka/localhost failed: Server kafka/localhost@CONNECT.TEST not found in Kerberos database. sasl.kerberos.service.name must be ");
    }

    private static WorkerSettings Settings(string servers, string jaas)
    {
        var settings = WorkerSettings.Distributed(servers, "kerberos").With("scheduled.rebalance.max.delay.ms", "0");
        foreach (var prefix in (string[])["", "producer.", "consumer.", "admin."])
        {
            settings.With(prefix + "security.protocol", "SASL_PLAINTEXT").With(prefix + "sasl.mechanism", "GSSAPI")
                .With(prefix + "sasl.kerberos.service.name", "kafka").With(prefix + "sasl.jaas.config", jaas);
        }

        return settings;
    }

    private static WorkerProcess Worker(KerberosBroker broker, string jaas, IReadOnlyDictionary<string, string> environment) =>
        WorkerProcess.Distributed(Settings(broker.Servers, jaas), environment);

    private static Task ProduceAsync(KerberosBroker broker, params string[] lines) => TopicData.ProduceAsync(
        broker.PlainServers, KerberosBroker.BobsTopic, lines.Select(line => new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes(line) }));

    private async Task AssertRefusedAsync(KerberosKdc kdc, string jaas, string reason)
    {
        var settings = Settings("localhost:1", jaas).With("listeners", $"http://127.0.0.1:{Ports.Free()}");
        settings.Write(_directory.File("w.properties"));
        var log = _directory.File(Guid.NewGuid().ToString("n"));
        await using var process = ChildProcess.Start(log, [WorkerProcess.Executable, "distributed", _directory.File("w.properties")], kdc.Environment);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!process.HasExited)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.StartsWith(reason, process.Log.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Equal(2, process.ExitCode);
    }

    private Dictionary<string, string> Sink(string topic, string file) => new()
    {
        ["connector.class"] = "FileStreamSink",
        ["topics"] = topic,
        ["file"] = _directory.File(file),
        ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
    };

    private Task AwaitLinesAsync(WorkerProcess worker, string file, int count) => worker.Process.WaitUntilAsync(
        () => Task.FromResult(File.Exists(_directory.File(file)) && File.ReadAllLines(_directory.File(file)).Length >= count),
        $"{file} does not get its {count} lines",
        TimeSpan.FromSeconds(60));
}

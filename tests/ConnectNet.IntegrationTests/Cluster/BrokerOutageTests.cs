using System.Globalization;
using System.Text;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Faults;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Brokers that die under a worker, or under one of its parts.</summary>
public sealed class BrokerOutageTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Work_goes_on_when_the_broker_is_back()
    {
        await using var broker = await KraftBroker.StartAsync();
        await broker.CreateTopicAsync("lines");
        using var source = new FileSource("lines");
        source.Append(5);
        await using var worker = await WorkerProcess.StartDistributedAsync(
            WorkerSettings.Distributed(broker.BootstrapServers, "cluster-outage").With("scheduled.rebalance.max.delay.ms", "0"));
        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.AwaitRunningAsync("src");
        source.AssertDelivered(broker.BootstrapServers);

        await broker.Process.KillAsync();
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(worker.Process.Log.Contains("Stopping task src-0", StringComparison.Ordinal)),
            "work goes on without a group",
            TimeSpan.FromSeconds(30));
        await broker.RestartAsync();
        source.Append(5);

        // At least once: what was not acknowledged may come twice, nothing may be missing.
        var values = TopicData.Read(
            broker.BootstrapServers, "lines", read => read.Any(record => Encoding.UTF8.GetString(record.Message.Value!) == "line 9"));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(line => "line " + line),
            values.Select(record => Encoding.UTF8.GetString(record.Message.Value!)).Distinct());
        await worker.Client.PutConfigAsync("other", new Dictionary<string, string>(source.Config) { ["topic"] = "others" });
        await worker.Client.AwaitRunningAsync("other");

        // A line for each client of the broker, not for each try; and one more when it is back, as the client's next statistics tell.
        await worker.Process.WaitUntilAsync(() => Task.FromResult(Clients(worker, "is reached again").Count > 0), "no client says that its broker is back", TimeSpan.FromSeconds(30));
        var away = Clients(worker, "cannot be reached");
        Assert.NotEmpty(away);
        Assert.Equal(away.Distinct(), away);
        Assert.DoesNotContain(" ERROR [", string.Join('\n', worker.Process.Log.Split('\n').Where(line => line.Contains("Connect to ipv4#", StringComparison.Ordinal))));
        Assert.Equal(0, await worker.StopAsync());
    }

    private static List<string> Clients(WorkerProcess worker, string what) =>
    [
        .. worker.Process.Log.Split('\n').Where(line => line.Contains(" Broker ", StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(" [", StringComparison.Ordinal) + 2)..line.IndexOf("] ", 30, StringComparison.Ordinal)]),
    ];

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_worker_that_is_there_before_its_brokers_waits_for_them()
    {
        var broker = await KafkaBroker.SharedAsync();
        var port = Ports.Free();
        await using var worker = WorkerProcess.Distributed(WorkerSettings.Distributed($"127.0.0.1:{port}", ClusterNames.Unique("early")));
        worker.Start();
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(worker.Process.Log.Contains($"WARN No Kafka broker of bootstrap.servers=127.0.0.1:{port} can be reached: ", StringComparison.Ordinal)),
            "the absence of the brokers is not told",
            TimeSpan.FromSeconds(30));
        await using var late = TcpProxy.Start(int.Parse(broker.BootstrapServers.Split(',')[0].Split(':')[^1], CultureInfo.InvariantCulture), port);
        await worker.AwaitReadyAsync();
        Assert.Equal(0, await worker.StopAsync());
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task A_topic_whose_leader_dies_is_read_to_its_end_while_its_readers_give_up_early()
    {
        await using var brokers = await KraftCluster.StartAsync(3);
        var settings = WorkerSettings.Distributed(brokers.BootstrapServers, "cluster-leader").With("config.storage.replication.factor", "3");
        var config = DistributedConfig.Parse(
            settings.Properties.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), static _ => typeof(object));
        var store = new KafkaConfigStore(new KafkaClients(NullLoggerFactory.Instance), config, NullLogger.Instance, TimeProvider.System);
        store.Start();
        await store.RefreshAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

        await brokers.Nodes[TopicSettings.Leader(brokers.BootstrapServers, "cluster-leader-configs") - 1].Process.KillAsync();
        var tries = 0;
        for (var read = false; !read; tries++)
        {
            Assert.True(tries < 8, "the new leader is not found");
            try
            {
                // As the herder, which has to go on.
                await store.RefreshAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
                read = true;
            }
            catch (TimeoutException)
            {
            }
        }

        store.Stop();
    }
}

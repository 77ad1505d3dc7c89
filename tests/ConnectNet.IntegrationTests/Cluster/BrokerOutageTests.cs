using System.Text;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A worker whose only broker dies and comes back.</summary>
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
        Assert.Equal(0, await worker.StopAsync());
    }
}

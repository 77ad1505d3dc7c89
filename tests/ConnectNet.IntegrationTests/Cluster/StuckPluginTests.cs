using System.Diagnostics;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Plug-ins that hang, wherever they do, hold up neither the worker nor other connectors.</summary>
public sealed class StuckPluginTests
{
    private static readonly string[] Places = ["start", "taskConfigs", "stop", "task.start", "task.stop"];

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_worker_with_plugins_that_hang_goes_on()
    {
        var broker = await KafkaBroker.SharedAsync();
        var topic = ClusterNames.Unique("stuck");
        await broker.CreateTopicAsync(topic);
        using var plugin = PluginDirectory.Of(typeof(StuckConnector).Assembly);
        using var source = new FileSource(topic);
        source.Append(5);
        await using var worker = await WorkerProcess.StartDistributedAsync(
            WorkerSettings.Distributed(broker.BootstrapServers, topic)
                .With("plugin.path", plugin.Path).With("task.shutdown.graceful.timeout.ms", "500"));
        foreach (var place in Places)
        {
            (await worker.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{place}/config", Config(place))).Expect();
        }

        await worker.Client.AwaitRunningAsync("task.stop");
        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.AwaitRunningAsync("src");
        source.AssertDelivered(broker.BootstrapServers);
        await AssertHealthyAsync(worker);

        foreach (var place in Places)
        {
            await worker.Client.DeleteAsync(place);
        }

        source.Append(5);
        source.AssertDelivered(broker.BootstrapServers);
        await AssertHealthyAsync(worker);
        Assert.Equal("""["src"]""", (await worker.Client.GetAsync("/connectors")).Body);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static string Config(string place) => $$"""{"connector.class":"{{typeof(StuckConnector).FullName}}","stuck":"{{place}}"}""";

    private static async Task AssertHealthyAsync(WorkerProcess worker)
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(200, (await worker.Client.GetAsync("/health")).Status);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }
}

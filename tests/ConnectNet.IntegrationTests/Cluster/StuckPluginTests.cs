using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster;
using ConnectNet.TestKit.Cluster.Plugins;
using ConnectNet.TestKit.Workers;
using Xunit.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// Plug-ins that hang, wherever they do, hold up neither the worker nor other connectors. The short form of that row of <c>./connectnet faults</c>,
/// which holds the figures to their limits; here the limits allow for a machine that is busy with other tests.
/// </summary>
public sealed class StuckPluginTests(ITestOutputHelper output)
{
    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_worker_with_plugins_that_hang_goes_on()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("stuck");
        using var plugins = PluginDirectory.Of(typeof(StuckSourceConnector).Assembly);
        await using var worker = await WorkerProcess.StartDistributedAsync(StuckPlugins.Settings(broker.BootstrapServers, group, plugins.Path));
        await using var others = new LineFeed(group, 1, 200);
        var stuck = new StuckPlugins(broker, worker, others);
        await stuck.StartAsync();
        foreach (var hook in Hang.Hooks)
        {
            var figures = await stuck.MeasureAsync(hook, TimeSpan.FromSeconds(3));
            output.WriteLine(figures.ToString());
            Assert.InRange(figures.Answers.P99, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            Assert.InRange(figures.HeartbeatGap, 0, 5);
            Assert.True(figures.Share >= 0.5, figures.ToString());
        }

        // Not stopped: that waits for the request whose validation hangs.
        Assert.Equal(200, (await worker.Client.GetAsync("/health")).Status);
    }
}

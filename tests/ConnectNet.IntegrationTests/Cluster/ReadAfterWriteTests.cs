using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster;
using ConnectNet.TestKit.Workers;
using Xunit.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>The short form of that row of <c>./connectnet faults</c>.</summary>
public sealed class ReadAfterWriteTests(ITestOutputHelper output)
{
    [KafkaFact(Needs = Needs.Workers)]
    public async Task What_one_worker_is_told_another_tells_soon()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("reads");
        await using var first = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, group));
        await using var second = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, group));
        await using var feed = new LineFeed(group, 2, 20);
        var latencies = await ReadAfterWrite.RunAsync(first, second, feed.Topics.ToDictionary(topic => topic, feed.Source), 30);
        output.WriteLine(latencies.ToString());
        Assert.InRange(latencies.P99, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}

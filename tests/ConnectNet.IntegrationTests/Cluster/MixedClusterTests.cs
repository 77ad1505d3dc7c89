using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Our worker and Java's as members of one group: work moves between them, whoever leads.</summary>
public sealed class MixedClusterTests
{
    private const int Connectors = 6;

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Work_is_shared_given_back_and_taken_over()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("mixed");
        // A worker that leaves is not waited for.
        WorkerSettings Settings() => WorkerSettings.Distributed(broker.BootstrapServers, group).With("scheduled.rebalance.max.delay.ms", "0");
        var sources = Enumerable.Range(0, Connectors).Select(i => new FileSource($"{group}-{i}")).ToList();
        foreach (var source in sources)
        {
            await broker.CreateTopicAsync(source.Topic);
            source.Append(5);
        }

        await using var java = await JavaWorker.StartDistributedAsync(Settings());
        await using var ours = await WorkerProcess.StartDistributedAsync(Settings());

        // Posted to us while Java leads: forwarded; task configs of our connectors go to the leader, signed.
        for (var i = 0; i < Connectors; i++)
        {
            await ours.Client.PutConfigAsync("src" + i, sources[i].Config);
        }

        await AwaitShareAsync(java, (java.WorkerId, Connectors / 2), (ours.WorkerId, Connectors / 2));
        sources.ForEach(source => source.AssertDelivered(broker.BootstrapServers));

        Assert.Equal(0, await ours.StopAsync());
        await AwaitShareAsync(java, (java.WorkerId, Connectors));
        sources.ForEach(source => source.Append(5));
        sources.ForEach(source => source.AssertDelivered(broker.BootstrapServers));

        await ours.RestartAsync();
        await AwaitShareAsync(java, (java.WorkerId, Connectors / 2), (ours.WorkerId, Connectors / 2));
        await java.StopAsync();
        await AwaitShareAsync(ours, (ours.WorkerId, Connectors));
        sources.ForEach(source => source.Append(5));
        sources.ForEach(source => source.AssertDelivered(broker.BootstrapServers));

        // We lead now, and Java follows.
        await java.RestartAsync();
        await AwaitShareAsync(ours, (java.WorkerId, Connectors / 2), (ours.WorkerId, Connectors / 2));
        await java.Client.PutConfigAsync("src0", new Dictionary<string, string>(sources[0].Config) { ["batch.size"] = "7" });
        await java.Client.AwaitRunningAsync("src0");
        sources.ForEach(source => source.Append(5));
        sources.ForEach(source => source.AssertDelivered(broker.BootstrapServers));
        sources.ForEach(source => source.Dispose());
    }

    /// <summary>Waits until everything runs, on these workers in these numbers.</summary>
    private static async Task AwaitShareAsync(ConnectWorker asked, params (string Worker, int Count)[] shares)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var all = (await asked.Client.GetAsync("/connectors?expand=status")).Json!.AsObject().Select(entry => entry.Value!["status"]!).ToList();
            var parts = all.Select(status => status["connector"]!).ToList();
            var tasks = all.SelectMany(status => status["tasks"]!.AsArray()).Select(task => task!).ToList();
            if (parts.Count == Connectors && tasks.Count == Connectors && Matches(parts, shares) && Matches(tasks, shares))
            {
                return;
            }

            if (limit.IsCancellationRequested)
            {
                Assert.Fail("The work is not shared as it should be: " + string.Join('\n', all.Select(status => status.ToJsonString())));
            }

            await Task.Delay(100);
        }
    }

    private static bool Matches(List<JsonNode> parts, (string Worker, int Count)[] shares) =>
        parts.All(part => (string?)part["state"] == "RUNNING")
        && shares.All(share => parts.Count(part => (string?)part["worker_id"] == share.Worker) == share.Count);
}

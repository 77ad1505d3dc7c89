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
        }

        void AssertDelivered()
        {
            sources.ForEach(source => source.Append(5));
            sources.ForEach(source => source.AssertDelivered(broker.BootstrapServers));
        }

        // We lead, and Java follows: it gives its connectors' task configs to us, signed.
        await using var java = JavaWorker.Distributed(Settings());
        java.Start();
        await using var ours = await WorkerProcess.StartDistributedAsync(Settings());
        for (var i = 0; i < Connectors; i++)
        {
            await ours.Client.PutConfigAsync("src" + i, sources[i].Config);
        }

        await java.AwaitReadyAsync();
        await AwaitShareAsync(ours, (java.WorkerId, Connectors / 2), (ours.WorkerId, Connectors / 2));
        await ReconfigureAsync(java, "7");
        AssertDelivered();

        // We leave: everything is given back.
        Assert.Equal(0, await ours.StopAsync());
        await AwaitShareAsync(java, (java.WorkerId, Connectors));
        AssertDelivered();

        // Java leads, and we follow: task configs of our connectors go to it, signed.
        await ours.RestartAsync();
        await AwaitShareAsync(java, (java.WorkerId, Connectors / 2), (ours.WorkerId, Connectors / 2));
        await ReconfigureAsync(ours, "8");
        AssertDelivered();

        // Java leaves, and we take over.
        await java.StopAsync();
        await AwaitShareAsync(ours, (ours.WorkerId, Connectors));
        AssertDelivered();
        sources.ForEach(source => source.Dispose());
    }

    /// <summary>Changes every connector through a worker that does not lead.</summary>
    private static async Task ReconfigureAsync(ConnectWorker follower, string batchSize)
    {
        for (var i = 0; i < Connectors; i++)
        {
            var patch = $$"""{"batch.size":"{{batchSize}}"}""";
            (await follower.Client.ChangeAsync(HttpMethod.Patch, $"/connectors/src{i}/config", patch)).Expect();
        }

        for (var i = 0; i < Connectors; i++)
        {
            var tasks = $"/connectors/src{i}/tasks";
            await follower.Process.WaitUntilAsync(
                async () => (await follower.Client.GetAsync(tasks)).Body.Contains($"\"batch.size\":\"{batchSize}\"", StringComparison.Ordinal),
                $"src{i} does not get its new task config",
                TimeSpan.FromSeconds(60));
            await follower.Client.AwaitRunningAsync("src" + i);
        }
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

using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Faults;

/// <summary>Clusters whose brokers are not set up as a worker would like.</summary>
internal static class StartRows
{
    private static readonly string[] InternalTopics = ["configs", "offsets", "status"];

    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of(
            "internal topics with a wrong cleanup policy",
            new RowSetup { Workers = 1, Started = false, Prepare = CreateUncompactedAsync },
            RefuseAndStartAsync),
        FaultRow.Of(
            "auto.create.topics.enable=false",
            new RowSetup
            {
                BrokerSettings = [("auto.create.topics.enable", "false")],
                TopicExists = false,
                SourceConfig = [("topic.creation.default.partitions", $"{CountingFlow.Partitions}"), ("topic.creation.default.replication.factor", "1")],
            },
            run => run.RecoverAsync(FaultRun.Now)),
    ];

    private static async Task CreateUncompactedAsync(KraftCluster brokers)
    {
        foreach (var topic in InternalTopics)
        {
            await brokers.CreateTopicAsync($"{FaultRun.Group}-{topic}", 1, new Dictionary<string, string> { ["cleanup.policy"] = "delete" });
        }
    }

    /// <summary>The worker names one topic after the other and ends, until all are compacted.</summary>
    private static async Task RefuseAndStartAsync(FaultRun run)
    {
        var worker = run.Workers[0];
        foreach (var topic in InternalTopics)
        {
            worker.Start();
            await FaultRun.AwaitAsync(() => Task.FromResult(worker.Process.HasExited), "the worker ends");
            var last = worker.Process.Log.TrimEnd().Split('\n')[^1];
            run.Note($"ended with {worker.Process.ExitCode}: {last}");
            run.Check(worker.Process.ExitCode == 1 && last.Contains("'cleanup.policy=compact'", StringComparison.Ordinal), "the worker does not say why it ended");
            foreach (var named in InternalTopics.Where(name => last.Contains($"'{FaultRun.Group}-{name}'", StringComparison.Ordinal)))
            {
                await TopicSettings.SetAsync(run.Brokers.BootstrapServers, $"{FaultRun.Group}-{named}", "cleanup.policy", "compact");
            }
            await worker.Process.DisposeAsync();
        }
        await run.StartAsync();
    }
}

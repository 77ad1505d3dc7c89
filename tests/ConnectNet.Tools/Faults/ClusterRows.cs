using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster;
using ConnectNet.TestKit.Cluster.Plugins;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// What holds for several workers beyond faults: a Java cluster that is replaced worker by worker and back, the time until a change is read
/// on another worker, and a worker whose plug-ins hang. The figures are in the notes.
/// </summary>
internal static class ClusterRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        new FaultRow("Java workers replaced one by one, and back", ReplaceAsync),
        new FaultRow("changes on one worker, read on another", ReadAsync) { Quick = true },
        new FaultRow("plug-ins that hang in each of their hooks", HangAsync) { Quick = true },
    ];

    private static async Task<RowResult> ReplaceAsync(bool quick)
    {
        await using var broker = await KraftBroker.StartAsync();
        await using var feed = new LineFeed("replaced", 3, 100);
        await using var log = new StringWriter();
        await using var replacement = new RollingReplacement(broker, "replaced", 3, feed, log);
        var failures = new List<string>();
        var (topics, sinks) = (HopCount.None, HopCount.None);
        try
        {
            var counts = await replacement.RunAsync(TimeSpan.FromSeconds(quick ? 1 : 10));
            topics = new HopCount(counts.Lines, counts.Lines - counts.LostInTopics + counts.TwiceInTopics, counts.LostInTopics, counts.TwiceInTopics);
            sinks = new HopCount(counts.Lines, counts.Lines - counts.LostInSinks + counts.TwiceInSinks, counts.LostInSinks, counts.TwiceInSinks);
            Check(failures, topics.Lost + sinks.Lost == 0, $"{topics.Lost} and {sinks.Lost} records lost");
        }
        catch (Exception e)
        {
            failures.Add(e.Message);
        }

        failures.AddRange(replacement.Wrong);
        return new RowResult(topics, sinks, null, failures, log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<RowResult> ReadAsync(bool quick)
    {
        await using var broker = await KraftBroker.StartAsync();
        await using var first = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, "reads"));
        await using var second = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, "reads"));
        await using var feed = new LineFeed("reads", 4, 20);
        var latencies = await ReadAfterWrite.RunAsync(first, second, feed.Topics.ToDictionary(topic => topic, feed.Source), quick ? 100 : 1000);
        var failures = new List<string>();
        Check(failures, latencies.P99 < TimeSpan.FromSeconds(1), "the 99th percentile is above a second");
        return new RowResult(HopCount.None, HopCount.None, null, failures, [latencies.ToString()]);
    }

    private static async Task<RowResult> HangAsync(bool quick)
    {
        await using var broker = await KraftBroker.StartAsync();
        using var plugins = PluginDirectory.Of(typeof(StuckSourceConnector).Assembly);
        await using var worker = await WorkerProcess.StartDistributedAsync(StuckPlugins.Settings(broker.BootstrapServers, "stuck", plugins.Path));
        await using var others = new LineFeed("others", 2, 1000);
        var stuck = new StuckPlugins(broker, worker, others);
        await stuck.StartAsync();
        var (failures, notes) = (new List<string>(), new List<string>());
        foreach (var hook in Hang.Hooks)
        {
            var figures = await stuck.MeasureAsync(hook, TimeSpan.FromSeconds(quick ? 10 : 60));
            notes.Add(figures.ToString());
            Check(failures, figures.Answers.P99 < TimeSpan.FromMilliseconds(200), $"{hook}: the 99th percentile is above 200 ms");
            Check(failures, figures.HeartbeatGap <= 2, $"{hook}: heartbeats were missed");
            Check(failures, figures.Share >= 0.9, $"{hook}: other tasks were slower");
        }

        return new RowResult(HopCount.None, HopCount.None, null, failures, notes);
    }

    private static void Check(List<string> failures, bool holds, string otherwise)
    {
        if (!holds)
        {
            failures.Add(otherwise);
        }
    }
}

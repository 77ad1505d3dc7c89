using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>What is scraped from a worker with a source and a sink, beside what was scraped from a Java worker with the same two.</summary>
public sealed partial class JavaSeriesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [KafkaFact(Needs = Needs.Compaction | Needs.TopicAdmin)]
    public async Task A_worker_has_every_series_of_a_Java_worker_with_its_label_names()
    {
        var broker = await KafkaBroker.SharedAsync();
        var name = Cluster.ClusterNames.Unique("series");
        using var directory = TempDirectory.Create();
        await File.WriteAllLinesAsync(directory.File("in.txt"), ["a", "b", "c"]);
        await using var worker = WorkerProcess.Distributed(WorkerSettings.Distributed(broker.BootstrapServers, name));
        await worker.StartAsync();
        await worker.Client.PutConfigAsync("source", new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSource", ["file"] = directory.File("in.txt"), ["topic"] = name,
            ["topic.creation.default.partitions"] = "1", ["topic.creation.default.replication.factor"] = "1",
        });
        await worker.Client.AwaitRunningAsync("source");
        await worker.Client.PutConfigAsync("sink", new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink", ["file"] = directory.File("out.txt"), ["topics"] = name,
        });
        await worker.Client.AwaitRunningAsync("sink");

        var java = Series(await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Metrics", "java-scrape.txt")));
        // Clients tell their figures every ten seconds.
        var clock = Stopwatch.StartNew();
        List<string> missing;
        while ((missing = [.. java.Except(Series((await worker.Client.GetAsync("/metrics")).Body))]).Count > 0 && clock.Elapsed < Limit)
        {
            await Task.Delay(500);
        }

        Assert.Empty(missing);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static HashSet<string> Series(string scrape) => [.. Line().Matches(scrape).Select(static line =>
        line.Groups[1].Value + " " + string.Join(",", LabelName().Matches(line.Value).Select(static m => m.Groups[1].Value).Order(StringComparer.Ordinal)))];

    [GeneratedRegex("^(kafka_\\w+).*", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("[{,]([a-z_]+)=\"")]
    private static partial Regex LabelName();
}

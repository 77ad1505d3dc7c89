using System.Text;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// A worker of one kind is stopped and one of the other kind started on the same topics: every connector goes on where it was. Counted in
/// lines: each in the topic once, each in the file of the sink once.
/// </summary>
public sealed class HandOverTests
{
    private const int Lines = 200;

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Compaction)]
    public async Task Java_goes_on_from_our_offsets_and_we_from_Javas()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("handover");
        using var directory = TempDirectory.Create();
        using var source = new FileSource(group + "-lines");
        await broker.CreateTopicAsync(source.Topic, 1);
        WorkerSettings Settings() => WorkerSettings.Distributed(broker.BootstrapServers, group);
        ConnectWorker[] workers =
            [WorkerProcess.Distributed(Settings()), JavaWorker.Distributed(Settings()), WorkerProcess.Distributed(Settings()), JavaWorker.Distributed(Settings())];
        var output = directory.File("sink.txt");
        for (var i = 0; i < workers.Length; i++)
        {
            await using var worker = workers[i];
            await worker.StartAsync();
            if (i == 0)
            {
                await worker.Client.PutConfigAsync("source", source.Config);
                await worker.Client.PutConfigAsync("sink", new Dictionary<string, string>
                {
                    ["connector.class"] = "FileStreamSink",
                    ["topics"] = source.Topic,
                    ["file"] = output,
                    ["consumer.override.group.id"] = group + "-sink",
                    ["consumer.override.auto.offset.reset"] = "earliest",
                    ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
                });
            }

            source.Append(Lines);
            await worker.Client.AwaitRunningAsync("source");
            await worker.Client.AwaitRunningAsync("sink");
            var expected = (i + 1) * Lines;
            source.AssertDelivered(broker.BootstrapServers);
            await worker.Process.WaitUntilAsync(
                () => Task.FromResult(File.Exists(output) && File.ReadAllLines(output).Length >= expected), "the sink does not write every line", TimeSpan.FromSeconds(60));
            await AwaitCommittedAsync(worker, $"\"kafka_offset\":{expected}", $"\"position\":{new FileInfo(source.Path).Length}}}");
            await worker.StopAsync();
        }

        Assert.Equal(Enumerable.Range(0, workers.Length * Lines).Select(line => "line " + line), await File.ReadAllLinesAsync(output, Encoding.UTF8));
    }

    private static async Task AwaitCommittedAsync(ConnectWorker worker, string sink, string source)
    {
        foreach (var (connector, text) in ((string, string)[])[("sink", sink), ("source", source)])
        {
            await worker.Process.WaitUntilAsync(
                async () => (await worker.Client.GetAsync($"/connectors/{connector}/offsets")).Body.Contains(text, StringComparison.Ordinal),
                $"the offsets of the {connector} are not committed",
                TimeSpan.FromSeconds(60));
        }
    }
}

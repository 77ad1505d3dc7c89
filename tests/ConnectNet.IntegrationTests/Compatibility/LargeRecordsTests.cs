using System.Text;
using Confluent.Kafka;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// Records about as large as the default limits allow, given to the Java worker and to ours: what comes through comes through both, and
/// what does not ends both tasks with the same words.
/// </summary>
public sealed class LargeRecordsTests : IAsyncDisposable
{
    private const int Largest = 1_048_489;

    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly List<string> _results = [];
    private KafkaBroker _broker = null!;
    private JavaWorker _java = null!;
    private WorkerProcess _ours = null!;
    private IConsumer<Ignore, Ignore>? _ends;

    public async ValueTask DisposeAsync()
    {
        await _java.DisposeAsync();
        await _ours.DisposeAsync();
        _ends?.Dispose();
        _directory.Dispose();
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers | Needs.Volume)]
    public async Task Records_at_the_limits_end_as_with_the_Java_worker()
    {
        _broker = await KafkaBroker.SharedAsync();
        _ends = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = "ends" }).Build();
        WorkerSettings Alone() => WorkerSettings.Distributed(_broker.BootstrapServers, ClusterNames.Unique("large"));
        var java = JavaWorker.StartDistributedAsync(Alone());
        var ours = WorkerProcess.StartDistributedAsync(Alone());
        (_java, _ours) = (await java, await ours);

        await Task.WhenAll(
            SourceAsync("ordinary", 1_048_000, "arrived 1048000"),
            SourceAsync("largest", Largest, $"arrived {Largest}"),
            SourceAsync(
                "too-large",
                Largest + 1,
                "The message is 1048577 bytes when serialized which is larger than 1048576, which is the value of the max.request.size configuration."),
            SourceAsync(
                "broker",
                2_000_000,
                "The request included a message larger than the max message size the server will accept.",
                ("producer.override.max.request.size", "3000000")),
            SourceAsync(
                "memory",
                300_000,
                "The message is 300087 bytes when serialized which is larger than the total memory buffer you have configured with the"
                    + " buffer.memory configuration.",
                ("producer.override.buffer.memory", "200000")),
            SinkAsync(1_048_000, Largest, 2_000_000));

        Assert.True(_results.Count == 0, string.Join('\n', _results));
    }

    private async Task SourceAsync(string name, int size, string expected, params (string Key, string Value)[] more)
    {
        var file = _directory.File(name);
        await File.WriteAllTextAsync(file, new string('a', size) + "\n");
        var outcomes = await Task.WhenAll(SourceAsync(_java, name, file, more), SourceAsync(_ours, name, file, more));
        string[] failure =
        [
            "org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception from producer send callback",
            "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: " + expected,
        ];
        Compare("source " + name, outcomes, expected.StartsWith("arrived", StringComparison.Ordinal) ? [expected] : failure);
    }

    private async Task<string[]> SourceAsync(ConnectWorker worker, string name, string file, (string Key, string Value)[] more)
    {
        var topic = ClusterNames.Unique(name);
        await _broker.CreateTopicAsync(topic);
        var config = new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSource",
            ["topic"] = topic,
            ["file"] = file,
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        };
        Array.ForEach(more, entry => config[entry.Key] = entry.Value);
        await worker.Client.PutConfigAsync(name, config);
        string[] outcome = [];
        await worker.Process.WaitUntilAsync(
            async () =>
            {
                outcome = IsFilled(topic)
                    ? [$"arrived {TopicData.Read(_broker.BootstrapServers, topic)[0].Message.Value!.Length}"]
                    : await Failures.ReadAsync(worker, name);
                return outcome.Length > 0;
            },
            "the record neither arrives nor fails the task",
            TimeSpan.FromSeconds(60));
        return outcome;
    }

    private bool IsFilled(string topic) => _ends!.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(30)).High > 0;

    private async Task SinkAsync(params int[] sizes)
    {
        var topic = ClusterNames.Unique("sink");
        await _broker.CreateTopicAsync(topic, 1, new Dictionary<string, string> { ["max.message.bytes"] = "4000000" });
        var config = new ProducerConfig { BootstrapServers = _broker.BootstrapServers, MessageMaxBytes = 4_000_000 };
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        foreach (var size in sizes)
        {
            await producer.ProduceAsync(topic, new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(new string('a', size)) });
        }

        var outcomes = await Task.WhenAll(SinkAsync(_java, topic, sizes), SinkAsync(_ours, topic, sizes));
        Compare("sink", outcomes, [.. sizes.Select(size => $"{size}")]);
    }

    private async Task<string[]> SinkAsync(ConnectWorker worker, string topic, int[] sizes)
    {
        var file = _directory.File("sink-" + worker.Url.Port);
        // Another name means another consumer group.
        await worker.Client.PutConfigAsync("sink-" + worker.Url.Port, new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink",
            ["topics"] = topic,
            ["file"] = file,
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        });
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(File.Exists(file) && new FileInfo(file).Length >= sizes.Sum(size => size + 1)),
            "the sink does not write what the topic has",
            TimeSpan.FromSeconds(60));
        return [.. (await File.ReadAllLinesAsync(file)).Select(line => $"{line.Length}")];
    }

    private void Compare(string what, string[][] outcomes, string[] expected)
    {
        foreach (var (worker, outcome) in ((string, string[])[])[("java", outcomes[0]), ("ours", outcomes[1])])
        {
            if (!outcome.SequenceEqual(expected))
            {
                lock (_results)
                {
                    _results.Add($"{what}, {worker}: {string.Join(" | ", outcome)}");
                }
            }
        }
    }
}

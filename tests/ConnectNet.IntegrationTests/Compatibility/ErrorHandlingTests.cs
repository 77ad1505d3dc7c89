using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The same bad records through the Java worker and ours: what is in the dead-letter topic, what the log says and how a task fails must be the
/// same, but for names, times and the frames of traces.
/// </summary>
public sealed partial class ErrorHandlingTests
{
    private static readonly string?[] Values =
    [
        """{"schema":{"type":"string","optional":false},"payload":"5"}""", "not json", """{"a":1}""", "",
        """{"schema":{"type":"string","optional":false},"payload":"abc"}""", null,
        """{"schema":{"type":"array","items":{"type":"int32"},"optional":false},"payload":[1]}""",
        """{"schema":{"type":"int64","optional":false},"payload":300}""", """{"schema":{"type":"nope"},"payload":1}""",
        """{"schema":{"type":"int32","optional":false},"payload":null}""",
    ];

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Bad_records_end_as_they_do_in_Java()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var directory = TempDirectory.Create();
        var java = await RunAsync(broker, "java", directory, static (settings, file) => JavaWorker.Standalone(settings, file));
        var ours = await RunAsync(broker, "ours", directory, static (settings, file) => WorkerProcess.Standalone(settings, file));

        Assert.NotEmpty(java);
        Assert.Equal(java, ours);
    }

    private static async Task<List<string>> RunAsync(
        KafkaBroker broker, string who, TempDirectory directory, Func<WorkerSettings, string, ConnectWorker> create)
    {
        var prefix = ClusterNames.Unique("errors-" + who);
        var input = directory.File(who + ".txt");
        File.WriteAllLines(input, ["one", "two"]);
        await broker.CreateTopicAsync(prefix + "-in");
        await TopicData.ProduceAsync(broker.BootstrapServers, prefix + "-in", Values.Select((value, i) => new Message<byte[]?, byte[]?>
        {
            Key = Encoding.UTF8.GetBytes("k" + i),
            Value = value is null ? null : Encoding.UTF8.GetBytes(value),
            Timestamp = new Timestamp(1_000_000 + i, Confluent.Kafka.TimestampType.CreateTime),
            Headers = new Headers { { "h", "7"u8.ToArray() }, { "n", null } },
        }));
        var connector = directory.File(who + ".json");
        File.WriteAllText(connector, Sink(prefix, "all", directory).ToJsonString());
        await using var worker = create(Settings(broker, directory.File(who + "-offsets")), connector);
        await worker.StartAsync();
        await worker.Client.AwaitRunningAsync("errors-all");
        var seen = Letters(broker, prefix + "-all-dlq", 7).Select(l => Normal(l, prefix, input)).ToList();
        await PutAsync(worker, Sink(prefix, "none", directory));
        seen.Add(Lines(Normal(await worker.Client.AwaitFailedTaskAsync("errors-none"), prefix, input)));
        seen.AddRange(Letters(broker, prefix + "-none-dlq", 1).Select(l => Normal(l, prefix, input)));
        await PutAsync(worker, Source(prefix, input));
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(Reports(worker).Count(r => r.Contains("errors-source-0", StringComparison.Ordinal)) == 2), "both lines reported", TimeSpan.FromSeconds(60));
        seen.AddRange(Reports(worker).Select(r => Normal(r, prefix, input)));
        await worker.StopAsync();
        return seen;
    }

    // Java's worker looks through every class of its jars otherwise.
    private static WorkerSettings Settings(KafkaBroker broker, string offsets) =>
        WorkerSettings.Standalone(broker.BootstrapServers, offsets).With("plugin.discovery", "service_load");

    private static JsonObject Sink(string prefix, string tolerance, TempDirectory directory) => new()
    {
        ["name"] = "errors-" + tolerance,
        ["config"] = new JsonObject
        {
            ["connector.class"] = "FileStreamSink",
            ["tasks.max"] = "1",
            ["topics"] = prefix + "-in",
            ["file"] = directory.File("out.txt"),
            ["consumer.override.group.id"] = prefix + tolerance,
            ["key.converter"] = "org.apache.kafka.connect.storage.StringConverter",
            ["transforms"] = "cast",
            ["transforms.cast.type"] = "org.apache.kafka.connect.transforms.Cast$Value",
            ["transforms.cast.spec"] = "int8",
            ["errors.tolerance"] = tolerance,
            ["errors.log.enable"] = "true",
            ["errors.log.include.messages"] = "true",
            ["errors.deadletterqueue.topic.name"] = $"{prefix}-{tolerance}-dlq",
            ["errors.deadletterqueue.topic.replication.factor"] = "1",
            ["errors.deadletterqueue.context.headers.enable"] = "true",
        },
    };

    // A text is no integer: every line fails in the value converter.
    private static JsonObject Source(string prefix, string file) => new()
    {
        ["name"] = "errors-source",
        ["config"] = new JsonObject
        {
            ["connector.class"] = "FileStreamSource",
            ["file"] = file,
            ["topic"] = prefix + "-out",
            ["value.converter"] = "org.apache.kafka.connect.converters.IntegerConverter",
            ["errors.tolerance"] = "all",
            ["errors.log.enable"] = "true",
            ["errors.log.include.messages"] = "true",
        },
    };

    private static async Task PutAsync(ConnectWorker worker, JsonObject connector) =>
        (await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors", connector.ToJsonString())).Expect();

    private static IEnumerable<string> Letters(KafkaBroker broker, string topic, int count) =>
        TopicData.Read(broker.BootstrapServers, topic, list => list.Count >= count).Select(static letter =>
        {
            var headers = letter.Message.Headers.Select(static h => h.Key + "=" + Lines(Text(h.GetValueBytes())));
            return $"{Text(letter.Message.Key)} {Text(letter.Message.Value)} {letter.Message.Timestamp.UnixTimestampMs} {string.Join(" | ", headers)}";
        });

    private static List<string> Reports(ConnectWorker worker) => [.. Report().Matches(worker.Process.Log).Select(static m => m.Value.TrimEnd())];

    private static string Text(byte[]? bytes) => bytes is null ? "null" : Encoding.UTF8.GetString(bytes);

    /// <summary>A trace without frames.</summary>
    private static string Lines(string trace) => string.Join("\n", trace.Split('\n').Where(static line => !line.StartsWith('\t')));

    private static string Normal(string text, string prefix, string file) =>
        Time().Replace(text.Replace(prefix, "PREFIX", StringComparison.Ordinal).Replace(file, "FILE", StringComparison.Ordinal), "timestamp=T");

    [GeneratedRegex("Error encountered in task .* \\([\\w.$]+")]
    private static partial Regex Report();

    [GeneratedRegex("timestamp=\\d{13}")]
    private static partial Regex Time();
}

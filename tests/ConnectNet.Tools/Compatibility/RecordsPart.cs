using System.Text;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Compatibility;

/// <summary>The records that both workers leave in the config, status and offset topics for the same operations.</summary>
internal static partial class RecordsPart
{
    public static async Task RunAsync(Comparison comparison, KafkaBroker broker)
    {
        var name = $"records-{Guid.NewGuid():N}"[..16];
        using var directory = TempDirectory.Create();
        await File.WriteAllTextAsync(directory.File("lines.txt"), "one\ntwo\n");
        await broker.CreateTopicAsync(name);
        var config = new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSource",
            ["topic"] = name,
            ["file"] = directory.File("lines.txt"),
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        };
        var java = await RecordAsync(broker, name + "-java", config, settings => JavaWorker.Distributed(settings));
        var ours = await RecordAsync(broker, name + "-ours", config, settings => WorkerProcess.Distributed(settings));

        for (var i = 0; i < Math.Max(java.Configs.Count, ours.Configs.Count); i++)
        {
            comparison.Add($"config topic, record {i}", java.Configs.ElementAtOrDefault(i) ?? "none", ours.Configs.ElementAtOrDefault(i) ?? "none");
        }
        AddKeys(comparison, "status topic", java.Statuses, ours.Statuses);
        AddKeys(comparison, "offset topic", java.Offsets, ours.Offsets);
    }

    private static void AddKeys(Comparison comparison, string topic, Dictionary<string, List<string>> java, Dictionary<string, List<string>> ours)
    {
        foreach (var key in java.Keys.Union(ours.Keys).Order())
        {
            comparison.Add($"{topic}, {key}", Lines(java), Lines(ours));
            string Lines(Dictionary<string, List<string>> records) => records.TryGetValue(key, out var lines) ? string.Join('\n', lines) : "none";
        }
    }

    private static async Task<(List<string> Configs, Dictionary<string, List<string>> Statuses, Dictionary<string, List<string>> Offsets)> RecordAsync(
        KafkaBroker broker, string group, Dictionary<string, string> config, Func<WorkerSettings, ConnectWorker> create)
    {
        await using var worker = create(WorkerSettings.Distributed(broker.BootstrapServers, group));
        await worker.StartAsync();
        var client = worker.Client;
        var statuses = new StatusJournal(broker.BootstrapServers, group + "-status");
        config = new Dictionary<string, string>(config);

        await client.PutConfigAsync("src", config);
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"), ($"status-topic-{config["topic"]}:connector-src", "topic"));
        await AwaitOffsetsAsync(worker, "\"position\":8");
        foreach (var (state, action) in ((string, string)[])[("PAUSED", "pause"), ("RUNNING", "resume")])
        {
            await client.ChangeAsync(HttpMethod.Put, "/connectors/src/" + action);
            statuses.Await(("status-connector-src", state), ("status-task-src-0", state));
        }
        await client.ChangeAsync(HttpMethod.Post, "/connectors/src/restart");
        statuses.Await(("status-connector-src", "RUNNING"));
        await client.ChangeAsync(HttpMethod.Post, "/connectors/src/tasks/0/restart");
        statuses.Await(("status-task-src-0", "RUNNING"));
        await client.ChangeAsync(HttpMethod.Post, "/connectors/src/restart?includeTasks=true");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        config["batch.size"] = "10";
        await client.PutConfigAsync("src", config);
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await client.ChangeAsync(HttpMethod.Patch, "/connectors/src/config", """{"batch.size":null,"poll":"1"}""");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await client.ChangeAsync(HttpMethod.Put, "/connectors/src/stop");
        statuses.Await(("status-connector-src", "STOPPED"), ("status-task-src-0", "∅"));
        await ChangeOffsetsAsync(client);
        await client.ChangeAsync(HttpMethod.Put, "/connectors/src/resume");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await AwaitOffsetsAsync(worker, "\"position\":8");
        await client.ChangeAsync(HttpMethod.Put, "/admin/loggers/x.y?scope=cluster", """{"level":"debug"}""");
        await client.DeleteAsync("src");
        statuses.Await(("status-connector-src", "∅"), ("status-task-src-0", "∅"));
        await client.ChangeAsync(
            HttpMethod.Post, "/connectors", $$"""{"name":"st","config":{"connector.class":"FileStreamSource","topic":"{{config["topic"]}}"},"initial_state":"STOPPED"}""");
        statuses.Await(("status-connector-st", "STOPPED"));
        return (Configs(broker.BootstrapServers, group + "-configs"), statuses.Normalized(), Offsets(broker.BootstrapServers, group + "-offsets"));
    }

    private static async Task ChangeOffsetsAsync(ConnectClient client)
    {
        foreach (var offset in (string[])["{\"position\":2}", "{\"position\":3}", "null"])
        {
            const string Partition = """{"filename":"ä\ud83d\ude00/\"","z":1.0,"a":true}""";
            var body = $"{{\"offsets\":[{{\"partition\":{Partition},\"offset\":{offset}}}]}}";
            (await client.ChangeAsync(HttpMethod.Patch, "/connectors/src/offsets", body)).Expect();
        }
        (await client.ChangeAsync(HttpMethod.Delete, "/connectors/src/offsets")).Expect();
    }

    private static Task AwaitOffsetsAsync(ConnectWorker worker, string text) => worker.Process.WaitUntilAsync(
        async () => (await worker.Client.GetAsync("/connectors/src/offsets")).Body.Contains(text, StringComparison.Ordinal),
        "the offset is not committed",
        TimeSpan.FromSeconds(60));

    private static List<string> Configs(string bootstrapServers, string topic) =>
    [
        .. TopicData.Read(bootstrapServers, topic).Select(record => Text(record.Message.Key) + " | " + Text(record.Message.Value))
            .Select(line => line.StartsWith("session-key", StringComparison.Ordinal) ? Secret().Replace(line, "*") : line),
    ];

    /// <summary>By key: its partition and its values, repetitions once.</summary>
    private static Dictionary<string, List<string>> Offsets(string bootstrapServers, string topic) => TopicData.Read(bootstrapServers, topic)
        .GroupBy(record => Text(record.Message.Key))
        .ToDictionary(group => group.Key, group => Distinct(group.Select(record => $"{record.Partition.Value}: {Text(record.Message.Value)}")));

    private static List<string> Distinct(IEnumerable<string> lines) =>
        lines.Aggregate(new List<string>(), static (list, line) => list.Count > 0 && list[^1] == line ? list : [.. list, line]);

    private static string Text(byte[]? bytes) => bytes is null ? "∅" : Encoding.UTF8.GetString(bytes);

    [GeneratedRegex("(?<=\"key\":\")[^\"]+|(?<=\"creation-timestamp\":)\\d+")]
    private static partial Regex Secret();

    /// <summary>Reads the status topic; each wait is for records after those of the wait before.</summary>
    private sealed partial class StatusJournal(string bootstrapServers, string topic)
    {
        private Dictionary<string, int> _seen = [];

        public void Await(params (string Key, string Last)[] states)
        {
            var read = TopicData.Read(
                bootstrapServers,
                topic,
                records => states.All(state => records
                    .Where(record => Text(record.Message.Key) == state.Key).Skip(_seen.GetValueOrDefault(state.Key))
                    .LastOrDefault() is { } last && Text(last.Message.Value).Contains(state.Last, StringComparison.Ordinal)));
            _seen = read.GroupBy(record => Text(record.Message.Key)).ToDictionary(group => group.Key, group => group.Count());
        }

        /// <summary>By key, the records without what differs between two runs; repetitions count once.</summary>
        public Dictionary<string, List<string>> Normalized() => TopicData.Read(bootstrapServers, topic)
            .GroupBy(record => Text(record.Message.Key))
            .ToDictionary(group => group.Key, group => Distinct(group.Select(record => Varying().Replace(Text(record.Message.Value), "*"))));

        // Whether Java still knows the version of what it has just stopped is a matter of luck.
        [GeneratedRegex("(?<=\"worker_id\":\")[^\"]+|(?<=\"discoverTimestamp\":)\\d+|(?<=\"state\":\"UNASSIGNED\".*\"version\":)[^}]+")]
        private static partial Regex Varying();
    }
}

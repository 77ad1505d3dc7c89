using System.Text;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>The same operations on our worker and on Java's leave the same records in the config and status topics.</summary>
public sealed partial class InternalTopicsTests
{
    [KafkaFact(Needs = Needs.JavaWorker | Needs.Compaction)]
    public async Task Operations_leave_the_records_that_Java_writes()
    {
        var broker = await KafkaBroker.SharedAsync();
        var topic = ClusterNames.Unique("records");
        await broker.CreateTopicAsync(topic);
        using var source = new FileSource(topic);
        source.Append(1);

        var theirs = await RecordAsync(broker, topic + "-java", source, JavaWorker.Distributed);
        var ours = await RecordAsync(broker, topic + "-ours", source, settings => WorkerProcess.Distributed(settings));

        Assert.Equal(theirs.Configs, ours.Configs);
        Assert.Equal(theirs.Statuses.Keys.Order(), ours.Statuses.Keys.Order());
        Assert.All(theirs.Statuses, entry => Assert.Equal(entry.Value, ours.Statuses[entry.Key]));
    }

    private static async Task<(List<string> Configs, Dictionary<string, List<string>> Statuses)> RecordAsync(
        KafkaBroker broker, string group, FileSource source, Func<WorkerSettings, ConnectWorker> create)
    {
        await using var worker = create(WorkerSettings.Distributed(broker.BootstrapServers, group));
        await worker.StartAsync();
        var statuses = new StatusJournal(broker.BootstrapServers, group + "-status");
        var config = new Dictionary<string, string>(source.Config);

        await worker.Client.PutConfigAsync("src", config);
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"), ($"status-topic-{source.Topic}:connector-src", "topic"));
        await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/src/pause");
        statuses.Await(("status-connector-src", "PAUSED"), ("status-task-src-0", "PAUSED"));
        await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/src/resume");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors/src/restart");
        statuses.Await(("status-connector-src", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors/src/tasks/0/restart");
        statuses.Await(("status-task-src-0", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors/src/restart?includeTasks=true");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        config["batch.size"] = "10";
        await worker.Client.PutConfigAsync("src", config);
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Patch, "/connectors/src/config", """{"batch.size":null,"poll":"1"}""");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/src/stop");
        statuses.Await(("status-connector-src", "STOPPED"), ("status-task-src-0", "∅"));
        await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/src/resume");
        statuses.Await(("status-connector-src", "RUNNING"), ("status-task-src-0", "RUNNING"));
        await worker.Client.ChangeAsync(HttpMethod.Put, "/admin/loggers/x.y?scope=cluster", """{"level":"debug"}""");
        await worker.Client.DeleteAsync("src");
        statuses.Await(("status-connector-src", "∅"), ("status-task-src-0", "∅"));
        await worker.Client.ChangeAsync(
            HttpMethod.Post, "/connectors", $$"""{"name":"st","config":{"connector.class":"FileStreamSource","topic":"{{source.Topic}}"},"initial_state":"STOPPED"}""");
        statuses.Await(("status-connector-st", "STOPPED"));
        return (Configs(broker.BootstrapServers, group + "-configs"), statuses.Normalized());
    }

    private static List<string> Configs(string bootstrapServers, string topic) =>
    [
        .. TopicData.Read(bootstrapServers, topic).Select(record => Text(record.Message.Key) + " | " + Text(record.Message.Value))
            .Select(line => line.StartsWith("session-key", StringComparison.Ordinal) ? Secret().Replace(line, "*") : line),
    ];

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
            .ToDictionary(group => group.Key, group => group
                .Select(record => Varying().Replace(Text(record.Message.Value), "*"))
                .Aggregate(new List<string>(), static (lines, line) => lines.Count > 0 && lines[^1] == line ? lines : [.. lines, line]));

        // Whether Java still knows the version of what it has just stopped is a matter of luck.
        [GeneratedRegex("(?<=\"worker_id\":\")[^\"]+|(?<=\"discoverTimestamp\":)\\d+|(?<=\"state\":\"UNASSIGNED\".*\"version\":)[^}]+")]
        private static partial Regex Varying();
    }
}

using System.Text.Json.Nodes;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The keys <c>topic.creation.*</c>, right and wrong ones, given to connectors of the Java worker and of ours: the same topics come into
/// being, and the same words say why not.
/// </summary>
public sealed class TopicCreationTests : IAsyncDisposable
{
    /// <summary>Name of the connector, which its topic begins with, and the keys.</summary>
    private static readonly (string Name, string[] Keys)[] Cases =
    [
        ("default", ["default.replication.factor=1", "default.partitions=3"]),
        ("settings", ["default.replication.factor=-1", "default.partitions=-1", "default.compression.type=zstd", "default.retention.ms=1000"]),
        ("first", ["groups=a,b", "a.include=fi.*,x", "a.partitions=2", "b.include=.*", "b.partitions=4", "default.replication.factor=1", "default.partitions=1"]),
        ("excluded", ["groups=a", "a.include=.*", "a.exclude=ex.*", "a.partitions=2", "default.replication.factor=1", "default.partitions=1"]),
        ("part", ["groups=a", "a.include=par", "a.partitions=2", "default.replication.factor=1", "default.partitions=1"]),
        ("inherits", ["groups=a", "a.include=inh.*", "a.segment.ms=70000", "default.replication.factor=1", "default.partitions=5", "default.retention.ms=9"]),
        ("overridden", ["default.include=nothing", "default.exclude=.*", "default.replication.factor=1", "default.partitions=2"]),
        ("listed", ["groups=default", "default.replication.factor=1", "default.partitions=2"]),
        ("no-factor", ["default.partitions=3"]),
        ("no-partitions", ["default.replication.factor=1"]),
        ("groups-alone", ["groups=a", "a.include=.*"]),
        ("zero", ["default.replication.factor=1", "default.partitions=0"]),
        ("zero-factor", ["default.replication.factor=0", "default.partitions=1"]),
        ("no-number", ["default.replication.factor=x", "default.partitions=1"]),
        ("pattern", ["groups=a", "a.include=(", "default.replication.factor=1", "default.partitions=1"]),
        ("no-include", ["groups=a", "a.partitions=2", "default.replication.factor=1", "default.partitions=1"]),
        ("brokers", ["default.replication.factor=7", "default.partitions=1"]),
        ("setting", ["default.replication.factor=1", "default.partitions=1", "default.cleanup.policy=nonsense"]),
        ("twice", ["groups=a,a", "a.include=.*", "default.replication.factor=1", "default.partitions=1"]),
    ];

    private readonly TempDirectory _directory = TempDirectory.Create();
    private KafkaBroker _broker = null!;
    private JavaWorker _java = null!;
    private WorkerProcess _ours = null!;

    public async ValueTask DisposeAsync()
    {
        await _java.DisposeAsync();
        await _ours.DisposeAsync();
        _directory.Dispose();
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Topics_and_failures_are_those_of_the_Java_worker()
    {
        _broker = await KafkaBroker.SharedAsync();
        await File.WriteAllTextAsync(_directory.File("in"), "line\n");
        WorkerSettings Alone() => WorkerSettings.Distributed(_broker.BootstrapServers, ClusterNames.Unique("creation"));
        var java = JavaWorker.StartDistributedAsync(Alone());
        var ours = WorkerProcess.StartDistributedAsync(Alone());
        (_java, _ours) = (await java, await ours);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();

        var differences = new List<string>();
        foreach (var (name, keys) in Cases)
        {
            var outcomes = await Task.WhenAll(OutcomeAsync(_java, admin, name, keys), OutcomeAsync(_ours, admin, name, keys));
            if (outcomes[0] != outcomes[1])
            {
                differences.Add($"{name}\n  java {outcomes[0]}\n  ours {outcomes[1]}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private async Task<string> OutcomeAsync(ConnectWorker worker, IAdminClient admin, string name, string[] keys)
    {
        var topic = $"{name}-{worker.Url.Port}";
        var config = new JsonObject
        {
            ["connector.class"] = "FileStreamSource",
            ["topic"] = topic,
            ["file"] = _directory.File("in"),
        };
        foreach (var entry in keys.Select(key => key.Split('=', 2)))
        {
            config["topic.creation." + entry[0]] = entry[1];
        }

        var answer = await worker.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{name}/config", config.ToJsonString());
        if (answer.Status >= 300)
        {
            return $"{answer.Status} {answer.Body}";
        }

        var outcome = "";
        await worker.Process.WaitUntilAsync(
            async () =>
            {
                outcome = string.Join(" | ", await Failures.ReadAsync(worker, name));
                if (outcome.Length == 0 && (await worker.Client.GetAsync($"/connectors/{name}/offsets")).Body.Contains("position", StringComparison.Ordinal))
                {
                    outcome = await DescribeAsync(admin, topic);
                }

                return outcome.Length > 0;
            },
            name + " neither creates its topic nor fails",
            TimeSpan.FromSeconds(60));
        await worker.Client.DeleteAsync(name);
        return outcome.Replace(topic, "TOPIC", StringComparison.Ordinal);
    }

    private static async Task<string> DescribeAsync(IAdminClient admin, string topic)
    {
        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]));
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var settings = (await admin.DescribeConfigsAsync([resource]))[0].Entries.Values
            .Where(entry => entry.Source == ConfigSource.DynamicTopicConfig).OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{entry.Name}={entry.Value}");
        var partitions = described.TopicDescriptions[0].Partitions;
        return $"{partitions.Count} partitions, {partitions[0].Replicas.Count} replicas, {string.Join(", ", settings)}";
    }
}

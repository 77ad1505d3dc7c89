using System.Text;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.TestKit.Workers;

/// <summary>
/// The properties file of a worker under test: what every worker needs, plus whatever a test sets. Two workers with the same group name
/// form one cluster.
/// </summary>
internal sealed class WorkerSettings
{
    private readonly Dictionary<string, string> _properties;

    private WorkerSettings(Dictionary<string, string> properties) => _properties = properties;

    public string? Group => _properties.GetValueOrDefault("group.id");

    public IReadOnlyDictionary<string, string> Properties => _properties;

    public string this[string key]
    {
        get => _properties[key];
        set => _properties[key] = value;
    }

    /// <summary>A member of the Connect cluster <paramref name="group"/>, its internal topics named after the group.</summary>
    public static WorkerSettings Distributed(string bootstrapServers, string group) => new(new Dictionary<string, string>
    {
        ["bootstrap.servers"] = bootstrapServers,
        ["group.id"] = group,
        ["config.storage.topic"] = $"{group}-configs",
        ["offset.storage.topic"] = $"{group}-offsets",
        ["status.storage.topic"] = $"{group}-status",
        ["config.storage.replication.factor"] = "1",
        ["offset.storage.replication.factor"] = "1",
        ["status.storage.replication.factor"] = "1",
        ["offset.storage.partitions"] = "5",
        ["status.storage.partitions"] = "2",
        ["key.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["offset.flush.interval.ms"] = "1000",
    });

    /// <summary>A worker by itself that keeps its offsets in the file.</summary>
    public static WorkerSettings Standalone(string bootstrapServers, string offsetsFile) => new(new Dictionary<string, string>
    {
        ["bootstrap.servers"] = bootstrapServers,
        ["offset.storage.file.filename"] = offsetsFile,
        ["key.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["offset.flush.interval.ms"] = "1000",
    });

    /// <summary>What a distributed worker needs on embedded Kafka: its topics made up front, and rejoins that do not last.</summary>
    public async Task PrepareAsync(KafkaBroker broker)
    {
        if (broker is not EmbeddedKafka || Group is null)
        {
            return;
        }
        _properties["session.timeout.ms"] = "1500";
        _properties["heartbeat.interval.ms"] = "500";
        _properties["consumer.session.timeout.ms"] = "6000";
        await broker.CreateTopicAsync(_properties["config.storage.topic"]);
        await broker.CreateTopicAsync(_properties["offset.storage.topic"], int.Parse(_properties["offset.storage.partitions"]));
        await broker.CreateTopicAsync(_properties["status.storage.topic"], int.Parse(_properties["status.storage.partitions"]));
    }

    public WorkerSettings With(string key, string value)
    {
        _properties[key] = value;
        return this;
    }

    public void Write(string file) => File.WriteAllText(file, _properties
        .Aggregate(new StringBuilder(), (text, entry) => text.Append(entry.Key).Append('=').Append(entry.Value.Replace("\\", "\\\\", StringComparison.Ordinal)).Append('\n'))
        .ToString());
}

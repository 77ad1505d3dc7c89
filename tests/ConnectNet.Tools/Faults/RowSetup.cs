using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>What a row runs on. The defaults are three workers on one broker, with three sources of two tasks each and a sink of two.</summary>
internal sealed record RowSetup
{
    public int Brokers { get; init; } = 1;

    public (string Key, string Value)[] BrokerSettings { get; init; } = [];

    public int Workers { get; init; } = 3;

    /// <summary>Properties of every worker beyond the usual.</summary>
    public (string Key, string Value)[] WorkerProperties { get; init; } = [];

    /// <summary>Changes the properties of one worker, the first being 0.</summary>
    public Action<WorkerSettings, int>? Worker { get; init; }

    /// <summary>Done between the start of the brokers and that of the workers.</summary>
    public Func<KraftCluster, Task>? Prepare { get; init; }

    public Guarantee Guarantee { get; init; }

    public int Sources { get; init; } = 3;

    public int TasksEach { get; init; } = 2;

    /// <summary>Keys of every source connector beyond the usual.</summary>
    public (string Key, string Value)[] SourceConfig { get; init; } = [];

    /// <summary>Keys of the sink connector beyond the usual.</summary>
    public (string Key, string Value)[] SinkConfig { get; init; } = [];

    /// <summary>Whether the topic is there before the sources; else they have it made.</summary>
    public bool TopicExists { get; init; } = true;

    /// <summary>False: the row starts the workers itself, and then the flow.</summary>
    public bool Started { get; init; } = true;

    /// <summary>The properties of a worker.</summary>
    public WorkerSettings SettingsOf(int index, string bootstrapServers, string plugins)
    {
        const string StringConverter = "org.apache.kafka.connect.storage.StringConverter";
        var settings = WorkerSettings.Distributed(bootstrapServers, FaultRun.Group)
            .With("key.converter", StringConverter).With("value.converter", StringConverter)
            .With("plugin.path", plugins)
            .With("scheduled.rebalance.max.delay.ms", "3000")
            // Else a killed sink's partitions wait for 45 s.
            .With("consumer.session.timeout.ms", "10000");
        foreach (var storage in (string[])["config", "offset", "status"])
        {
            settings[storage + ".storage.replication.factor"] = $"{Brokers}";
        }
        foreach (var (key, value) in WorkerProperties)
        {
            settings[key] = value;
        }
        Worker?.Invoke(settings, index);
        return settings;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Worker = ConnectNet.Runtime.Tasks.Worker;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>A worker without herder and REST on the test run's broker, with the probe connectors installed. Names are unique to it.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Who, StatusChange Change)> _changes = new();
    private readonly CapturedLog _log = new(LogLevel.Information);
    private readonly string _prefix;
    private readonly IReadOnlyDictionary<string, string?> _overrides;

    private WorkerRig(string bootstrapServers, string prefix, IReadOnlyDictionary<string, string?> overrides)
    {
        BootstrapServers = bootstrapServers;
        _prefix = prefix;
        _overrides = overrides;
        var scanner = new PluginScanner(NullLogger.Instance);
        scanner.ScanAssembly(typeof(Worker).Assembly, Plugin.BuiltIn);
        scanner.ScanAssembly(typeof(WorkerRig).Assembly, Plugin.BuiltIn);
        Plugins = new PluginCatalog(scanner.Plugins, scanner.Classes);
        var properties = new Dictionary<string, string?>
        {
            ["bootstrap.servers"] = bootstrapServers,
            ["key.converter"] = "org.apache.kafka.connect.storage.StringConverter",
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
            ["offset.flush.interval.ms"] = "100",
            ["task.shutdown.graceful.timeout.ms"] = "5000",
            ["plugin.path"] = "/",
        };
        foreach (var (key, value) in overrides)
        {
            properties[key] = value;
        }

        Config = Parse(properties);
        Metrics = new ConnectMetrics(TimeProvider.System);
        Loggers = LoggerFactory.Create(builder => builder.AddProvider(_log.Provider));
        var clients = new KafkaClients(Loggers, Metrics.OnClientStatistics);
        Offsets = Config is DistributedConfig distributed
            ? new KafkaOffsetStore(clients, distributed, NullLogger.Instance, TimeProvider.System)
            : new MemoryOffsetStore(NullLogger.Instance);
        Offsets.Start();
        Worker = new Worker(new WorkerParts
        {
            WorkerId = "127.0.0.1:8083",
            Config = Config,
            Plugins = Plugins,
            OverridePolicy = OverridePolicies.Create(Plugins, Config),
            Clients = clients,
            Offsets = Offsets,
            Metrics = Metrics,
            Loggers = Loggers,
        })
        {
            Events = new WorkerEvents
            {
                ConnectorChanged = (name, change) => _changes.Enqueue((name, change)),
                TaskChanged = (id, change) => _changes.Enqueue((id.ToString(), change)),
                TopicUsed = (_, topic) => TopicsUsed[topic] = true,
            },
        };
    }

    public string BootstrapServers { get; }

    public PluginCatalog Plugins { get; }

    public WorkerConfig Config { get; }

    public ConnectMetrics Metrics { get; }

    public OffsetStore Offsets { get; }

    public ILoggerFactory Loggers { get; }

    public Worker Worker { get; }

    /// <summary>What was logged so far, from Information on.</summary>
    public IReadOnlyList<string> Log => _log.Lines;

    public ConcurrentDictionary<string, bool> TopicsUsed { get; } = new();

    /// <summary>Every state told so far, as <c>X-0 RUNNING</c>.</summary>
    public IEnumerable<string> States => _changes.Select(c => c.Who + " " + c.Change.State.Name());

    public static async Task<WorkerRig> StartAsync(params (string Key, string Value)[] overrides) => new(
        (await KafkaBroker.SharedAsync()).BootstrapServers,
        "rig-" + Guid.NewGuid().ToString("N")[..8] + "-",
        overrides.ToDictionary(o => o.Key, o => (string?)o.Value));

    /// <summary>A worker of a cluster whose source tasks deliver exactly once.</summary>
    public static Task<WorkerRig> StartExactlyOnceAsync(params (string Key, string Value)[] overrides) =>
        StartAsync([("exactly.once.source.support", "enabled"), .. overrides]);

    /// <summary>Another worker of the same cluster, which gives the same names.</summary>
    public WorkerRig Twin() => new(BootstrapServers, _prefix, _overrides);

    /// <summary>A name that no other test uses.</summary>
    public string Name(string name) => _prefix + name;

    public async Task<string> TopicAsync(string name, int partitions = 1)
    {
        await (await KafkaBroker.SharedAsync()).CreateTopicAsync(Name(name), partitions);
        return Name(name);
    }

    public ConnectorTaskId StartSource(Probe probe, params (string Key, string Value)[] keys) => StartTask("test.ProbeSourceConnector", probe, 0, keys);

    public ConnectorTaskId StartSink(Probe probe, string topics, params (string Key, string Value)[] keys) =>
        StartTask("test.ProbeSinkConnector", probe, 0, [("topics", topics), .. keys]);

    public ConnectorTaskId StartTask(string connectorClass, Probe probe, int task, params (string Key, string Value)[] keys)
    {
        var config = ConnectorConfig(connectorClass, probe, keys);
        var id = new ConnectorTaskId(config["name"]!, task);
        Worker.StartTask(new TaskStart
        {
            Id = id,
            ConnectorConfig = config,
            TaskConfig = config,
            InitialState = TargetState.Started,
            TaskCount = 1,
        });
        return id;
    }

    public Dictionary<string, string?> ConnectorConfig(string connectorClass, Probe probe, params (string Key, string Value)[] keys)
    {
        var config = new Dictionary<string, string?>
        {
            ["name"] = Name("c"),
            ["connector.class"] = connectorClass,
            ["probe"] = probe.Id,
            ["tasks.max"] = "4",
        };
        foreach (var (key, value) in keys)
        {
            config[key] = value;
        }

        return config;
    }

    /// <summary>Waits for a state of a task or connector.</summary>
    public async Task<StatusChange> StateAsync(object who, ConnectState state)
    {
        StatusChange? found = null;
        await UntilAsync(
            () => (found = _changes.LastOrDefault(c => c.Who == who.ToString() && c.Change.State == state).Change) is not null,
            () => $"{who} is not {state.Name()}; told: {string.Join(", ", States)}; log: {string.Join("\n", Log)}");
        return found!;
    }

    public static async Task UntilAsync(Func<bool> condition, Func<string>? otherwise = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException(otherwise?.Invoke() ?? "the condition did not come true within 30 s");
            }

            await Task.Delay(10);
        }
    }

    public async Task<IReadOnlyDictionary<string, object?>?> OffsetAsync(string connector, string partition) =>
        (await new OffsetReader(Offsets, connector, NullLogger.Instance).GetAsync([Probes.Partition(partition)], CancellationToken.None))[0];

    public Task ProduceAsync(string topic, params string?[] values) =>
        TopicData.ProduceAsync(BootstrapServers, topic, values.Select(v => new Message<byte[]?, byte[]?> { Value = v is null ? null : Encoding.UTF8.GetBytes(v) }));

    /// <summary>
    /// What a sink's group has committed for partition 0 of a topic; null for nothing, and while a young broker still moves the group's
    /// coordinator.
    /// </summary>
    public long? Committed(string connector, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = "connect-" + connector }).Build();
        try
        {
            var offset = consumer.Committed([new TopicPartition(topic, 0)], TimeSpan.FromSeconds(10))[0].Offset.Value;
            return offset < 0 ? null : offset;
        }
        catch (KafkaException e) when (Runtime.Kafka.KafkaErrors.IsRetriable(e.Error))
        {
            return null;
        }
    }

    public string Scrape()
    {
        using var stream = new MemoryStream();
        Metrics.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.StopAsync();
        Worker.Dispose();
        Offsets.Stop();
        Metrics.Dispose();
        Loggers.Dispose();
    }

    private WorkerConfig Parse(Dictionary<string, string?> properties)
    {
        if (!properties.ContainsKey("exactly.once.source.support"))
        {
            properties["offset.storage.file.filename"] = "unused";
            return StandaloneConfig.Parse(properties, Plugins.ResolveClass);
        }

        properties["group.id"] = Name("group");
        properties["offset.storage.topic"] = Name("offsets");
        properties["offset.storage.partitions"] = "2";
        properties["offset.storage.replication.factor"] = "1";
        properties["config.storage.topic"] = properties["status.storage.topic"] = "unused";
        return DistributedConfig.Parse(properties, Plugins.ResolveClass);
    }
}

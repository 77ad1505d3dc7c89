using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Rest;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;

namespace ConnectNet.Runtime;

/// <summary>
/// A worker: the only place that puts its parts together. REST opens its port first (so that a taken port ends the start at once, and a
/// port chosen by the system is known to the group) and answers when the herder is there; it closes first, too. Owns everything it makes.
/// Start, stop and dispose are called in this order by one thread.
/// </summary>
internal sealed class ConnectHost : IAsyncDisposable
{
    private readonly WorkerConfig _config;
    private readonly PluginCatalog _plugins;
    private readonly ConfigVariables _variables;
    private readonly LoggerLevels _levels;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ConnectMetrics _metrics;
    private readonly KafkaClients _clients;
    private readonly ClientOverridePolicy _policy;
    private readonly ConnectorValidator _validator;
    private readonly LeaderClient _leader;
    private readonly RestServer _rest;

    /// <param name="config">The worker's configuration.</param>
    /// <param name="environment">What the configuration was read with.</param>
    public ConnectHost(WorkerConfig config, HostEnvironment environment)
    {
        _config = config;
        _plugins = environment.Plugins;
        _variables = environment.Variables;
        _levels = environment.Levels;
        _loggers = environment.Loggers;
        _time = environment.Time;
        _metrics = new ConnectMetrics(_time, new MetricWindow(config.Long(WorkerKeys.MetricsWindow), config.Int(WorkerKeys.MetricsSamples)), _loggers.CreateLogger<ConnectMetrics>());
        foreach (var (name, provider) in _variables.Providers)
        {
            _metrics.Monitor(provider, WorkerKeys.ConfigProviders, new KeyValuePair<string, object?>("provider", MetricLabels.Value(name)));
        }

        _log = _loggers.CreateLogger<ConnectHost>();
        StartNotices.Write(config, _plugins, HostEnvironment.OwnPlugins, _log);
        WorkerNotices.Write(config, _loggers.CreateLogger<WorkerConfig>());
        _clients = new KafkaClients(_loggers, _metrics.OnClientStatistics, WorkerNotices.Named(config));
        _policy = OverridePolicies.Create(_plugins, config);
        _validator = new ConnectorValidator(config, _plugins, _variables, _policy);
        _leader = new LeaderClient(config is DistributedConfig d ? d.RequiredText(DistributedKeys.SignatureAlgorithm) : "HmacSHA256", WorkerTls.Client(config));
        _rest = new RestServer(config, _loggers, _time);
    }

    /// <summary>URL of the REST interface; known once the ports are open.</summary>
    public string Url => _rest.AdvertisedUrl;

    /// <summary>The herder; there after the start.</summary>
    public Herder? Herder { get; private set; }

    /// <summary>Opens the ports and asks for the Kafka cluster's id; whatever is wrong with the configuration shows here.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _rest.StartAsync(cancellationToken).ConfigureAwait(false);
        var clusterId = await _clients.ClusterIdAsync(_config.Originals, _time, cancellationToken).ConfigureAwait(false);
        StartNotices.Cluster(_log, clusterId);
        var workerId = new Uri(_rest.AdvertisedUrl).Authority;
        Herder = _config switch
        {
            DistributedConfig distributed => Distributed(distributed, workerId, clusterId),
            StandaloneConfig standalone => Standalone(standalone, workerId, clusterId),
            _ => throw new ArgumentException("Neither a distributed nor a standalone configuration."),
        };
    }

    /// <summary>Starts the herder and answers requests; creates the connectors of a standalone worker's command line, one after the other.</summary>
    public async Task RunAsync(IReadOnlyList<ConnectorFile> connectors, CancellationToken cancellationToken)
    {
        var herder = Herder ?? throw new InvalidOperationException("StartAsync comes first.");
        await herder.StartAsync(cancellationToken).ConfigureAwait(false);
        _rest.Open(new RestParts(herder, _config, _plugins, _leader, _levels, _metrics, _loggers));
        foreach (var connector in connectors)
        {
            await herder.PutConnectorConfigAsync(connector.Name, connector.Config, connector.InitialState, allowReplace: false, cancellationToken)
                .ConfigureAwait(false);
        }

        (herder as StandaloneHerder)?.Ready();
    }

    public async Task StopAsync()
    {
        await _rest.StopAsync().ConfigureAwait(false);
        if (Herder is not null)
        {
            await Herder.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _rest.DisposeAsync().ConfigureAwait(false);
        (Herder as IDisposable)?.Dispose();
        _leader.Dispose();
        _metrics.Dispose();
        _variables.Dispose();
    }

    private DistributedHerder Distributed(DistributedConfig config, string workerId, string? clusterId)
    {
        var configs = new KafkaConfigStore(_clients, config, _loggers.CreateLogger<KafkaConfigStore>(), _time);
        var statuses = new KafkaStatusStore(_clients, config, _loggers.CreateLogger<KafkaStatusStore>(), _time);
        var offsets = new KafkaOffsetStore(_clients, config, _loggers.CreateLogger<KafkaOffsetStore>(), _time);
        var group = new GroupMemberSettings
        {
            GroupId = config.GroupId,
            WorkerUrl = _rest.AdvertisedUrl,
            ClientId = string.IsNullOrEmpty(config.Text(DistributedKeys.ClientId)) ? "connect-" + workerId : config.Text(DistributedKeys.ClientId)!,
            Protocol = Enum.Parse<ConnectProtocolMode>(config.ConnectProtocol, ignoreCase: true),
            SessionTimeout = config.SessionTimeout,
            RebalanceTimeout = config.RebalanceTimeout,
            HeartbeatInterval = config.HeartbeatInterval,
            RetryBackoff = TimeSpan.FromMilliseconds(config.Long("retry.backoff.ms")),
            RetryBackoffMax = TimeSpan.FromMilliseconds(config.Long("retry.backoff.max.ms")),
            ClientProperties = config.Originals,
        };
        var parts = Parts(workerId, clusterId, configs, statuses, offsets) with { LogPrefix = $"[Worker clientId={group.ClientId}, groupId={group.GroupId}] " };
        return new DistributedHerder(parts, config, group, _leader);
    }

    private StandaloneHerder Standalone(StandaloneConfig config, string workerId, string? clusterId)
    {
        var offsets = new FileOffsetStore(config.OffsetFile, _loggers.CreateLogger<FileOffsetStore>());
        return new StandaloneHerder(Parts(workerId, clusterId, new MemoryConfigStore(), new MemoryStatusStore(), offsets), TimeSpan.FromSeconds(30));
    }

    private HerderParts Parts(string workerId, string? clusterId, ConfigStore configs, StatusStore statuses, OffsetStore offsets) => new()
    {
        WorkerId = workerId,
        KafkaClusterId = clusterId,
        Worker = new Worker(new WorkerParts
        {
            WorkerId = workerId,
            KafkaClusterId = clusterId,
            Config = _config,
            Plugins = _plugins,
            OverridePolicy = _policy,
            Clients = _clients,
            Offsets = offsets,
            Metrics = _metrics,
            Loggers = _loggers,
            Time = _time,
        }),
        Configs = configs,
        Statuses = statuses,
        Offsets = offsets,
        Variables = _variables,
        Validator = _validator,
        Plugins = _plugins,
        Metrics = _metrics,
        SetLoggerLevel = SetLoggerLevel,
        Trace = static error => JavaTrace.Of(error),
        TrackTopics = _config.TopicTrackingEnabled,
        TaskRestartDefaults = _config.Originals,
        Loggers = _loggers,
        Time = _time,
    };

    private void SetLoggerLevel(string logger, string level)
    {
        if (JavaLevels.Parse(level) is { } parsed)
        {
            _levels.SetLevel(logger, parsed);
        }
    }
}

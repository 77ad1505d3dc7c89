using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Metrics;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Builds connectors from their configs. May be called by any thread.</summary>
internal sealed class ConnectorBuilder(
    WorkerParts parts, ConnectorPlugins plugins, OffsetStores stores, WorkerMetrics metrics, Func<WorkerEvents> events)
{
    private readonly ILogger _logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.runtime.Worker");

    public WorkerConnector Build(string name, IReadOnlyDictionary<string, string?> config)
    {
        var plugin = plugins.Find(config);
        var parsed = plugins.Parse(plugin, config);
        var connector = ConnectorPlugins.Create(plugin);
        ConnectorNotices.Write(connector, parsed, _logger);
        var scope = new TaskScope(Secrets.Of(connector.Config, config));
        OffsetStore? ownStore = null;
        return new WorkerConnector(new WorkerConnectorParts
        {
            Name = name,
            Connector = connector,
            Config = config,
            Initialize = worker => ownStore = Initialize(worker, name, connector, parsed, scope),
            Release = () =>
            {
                scope.Cancel();
                scope.Dispose();
                ownStore?.Stop();
            },
            Changed = (n, change) => events().ConnectorChanged(n, change),
            Metrics = new ConnectorMetrics(
                parts.Metrics, name, connector is SinkConnector ? "sink" : "source", plugin.ClassName, connector.Version),
            WorkerMetrics = metrics,
            Scope = scope,
            Logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.runtime.WorkerConnector"),
        });
    }

    private OffsetStore? Initialize(WorkerConnector worker, string name, Connector connector, ConnectorConfig config, TaskScope scope)
    {
        var logger = parts.Loggers.CreateLogger(ConnectNames.Of(connector.GetType()));
        var meter = scope.Own(parts.Metrics.CreateMeter(ConnectNames.Of(connector.GetType()), MetricLabels.Connector(name)));
        if (connector is IMonitorable monitorable)
        {
            monitorable.WithMetrics(meter);
        }

        if (config is not SourceConnectorConfig source)
        {
            foreach (var (key, message) in SinkConnectorConfig.CheckTopics(config.Originals))
            {
                throw new Sdk.Errors.ConfigException(key, config.Originals.GetValueOrDefault(key), message);
            }

            connector.Initialize(new ConnectorContext
            {
                Config = config.Originals,
                Logger = logger,
                Meter = meter,
                Reconfigure = () => events().ReconfigurationRequested(name),
                Fail = worker.Fail,
            });
            return null;
        }

        var store = stores.For(source, name, out var owned);
        try
        {
            if (owned)
            {
                store.Start();
            }

            connector.Initialize(new SourceConnectorContext
            {
                Config = config.Originals,
                Logger = logger,
                Meter = meter,
                Reconfigure = () => events().ReconfigurationRequested(name),
                Fail = worker.Fail,
                Offsets = new ConnectorOffsetReader(new OffsetReader(store, name, logger), scope.Cancelled),
            });
        }
        catch when (owned)
        {
            store.Stop();
            throw;
        }

        return owned ? store : null;
    }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Metrics;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Makes the plug-ins that a connector's config names, as Java finds them. Safe for concurrent use.</summary>
internal sealed class ConnectorPlugins(PluginCatalog plugins, WorkerConfig worker)
{
    public PluginCatalog Catalog => plugins;

    /// <summary>The plug-in of <c>connector.class</c>.</summary>
    /// <exception cref="ConnectException">There is none.</exception>
    public Plugin Find(IReadOnlyDictionary<string, string?> config)
    {
        var name = config.GetValueOrDefault(ConnectorKeys.ConnectorClass) ?? "";
        var range = VersionRange.Parse(config.GetValueOrDefault(ConnectorKeys.ConnectorVersion));
        return plugins.Find(PluginKind.Sink, name, range) ?? plugins.Find(PluginKind.Source, name, range) ?? throw new ConnectException(
            plugins.AmbiguityOf(name) ?? $"Failed to find any class that implements Connector and which name matches {name}, available connectors are: "
            + string.Join(", ", plugins.All(PluginKind.Sink).Concat(plugins.All(PluginKind.Source))));
    }

    public ConnectorConfig Parse(Plugin connector, IReadOnlyDictionary<string, string?> config) => connector.Kind == PluginKind.Sink
        ? new SinkConnectorConfig(plugins, config)
        : new SourceConnectorConfig(plugins, config);

    public static Connector Create(Plugin connector) => PluginCatalog.Create<Connector>(connector.Type);

    /// <summary>A task of the class that its config names, or that the connector says now.</summary>
    public ConnectorTask CreateTask(Plugin connector, IReadOnlyDictionary<string, string?> taskConfig)
    {
        var name = taskConfig.GetValueOrDefault("task.class");
        var type = Create(connector).TaskClass;
        if (name is not null && name != ConnectNames.Of(type) && plugins.ResolveClass(name) is { } named && typeof(ConnectorTask).IsAssignableFrom(named))
        {
            type = named;
        }

        return PluginCatalog.Create<ConnectorTask>(type);
    }

    /// <summary>The converters of a task: each from the connector's keys if it names one, else from the worker's.</summary>
    /// <param name="connector">The connector's config.</param>
    /// <param name="monitor">Given each converter with metrics of its own, and its role.</param>
    public TaskConverters CreateConverters(ConnectorConfig connector, Action<IMonitorable, string> monitor)
    {
        var key = Create<IConverter>(connector, WorkerKeys.KeyConverter, PluginKind.Converter, "key", monitor, out var keyConfig);
        key.Configure(keyConfig, isKey: true);
        var value = Create<IConverter>(connector, WorkerKeys.ValueConverter, PluginKind.Converter, "value", monitor, out var valueConfig);
        value.Configure(valueConfig, isKey: false);
        var header = Create<IHeaderConverter>(connector, WorkerKeys.HeaderConverter, PluginKind.HeaderConverter, "header", monitor, out var headerConfig);
        header.Configure(headerConfig);
        return new TaskConverters(key, value, header);
    }

    private T Create<T>(
        ConnectorConfig connector,
        string key,
        PluginKind kind,
        string role,
        Action<IMonitorable, string> monitor,
        out IReadOnlyDictionary<string, string?> config)
        where T : class
    {
        // Settings and version go with the class: a connector that names its own converter inherits nothing of the worker's.
        ParsedConfig source = connector.Originals.ContainsKey(key) && connector.Class(key) is not null ? connector : worker;
        var type = source.Class(key) ?? throw new ConfigException($"Missing required configuration \"{key}\" which has no default value.");
        var range = VersionRange.Parse(source.Originals.GetValueOrDefault(ConverterKeys.VersionKey(key)));
        type = plugins.Find(kind, ConnectNames.Of(type), range)?.Type ?? type;
        config = new Dictionary<string, string?>(source.OriginalsWithPrefix(key + "."), StringComparer.Ordinal) { ["converter.type"] = role };
        var converter = PluginCatalog.Create<T>(type);
        if (converter is IMonitorable monitorable)
        {
            monitor(monitorable, role);
        }

        return converter;
    }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime;

/// <summary>What there is before a worker's configuration can be read: loggers, plug-ins and config providers.</summary>
internal sealed record HostEnvironment
{
    public required LoggerLevels Levels { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required PluginCatalog Plugins { get; init; }

    public required ConfigVariables Variables { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The directory <c>plugins/</c> beside the worker.</summary>
    public static string OwnPlugins => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Makes the host of a distributed worker.</summary>
    /// <param name="properties">The worker's properties, as in its file.</param>
    /// <param name="ownPlugins">Directory of the plug-ins that come with the worker.</param>
    /// <exception cref="ConfigException">A property is missing or wrong.</exception>
    public static ConnectHost Distributed(IReadOnlyDictionary<string, string?> properties, string ownPlugins)
    {
        var environment = Read(properties, ownPlugins);
        return new ConnectHost(DistributedConfig.Parse(environment.Resolve(properties), environment.Plugins.ResolveClass), environment);
    }

    /// <summary>Makes the host of a standalone worker.</summary>
    /// <inheritdoc cref="Distributed"/>
    public static ConnectHost Standalone(IReadOnlyDictionary<string, string?> properties, string ownPlugins)
    {
        var environment = Read(properties, ownPlugins);
        return new ConnectHost(StandaloneConfig.Parse(environment.Resolve(properties), environment.Plugins.ResolveClass), environment);
    }

    private static HostEnvironment Read(IReadOnlyDictionary<string, string?> properties, string ownPlugins)
    {
        var levels = new LoggerLevels(TimeProvider.System);
        // The web framework tells of every request; the access log does that already.
        levels.Configure("Microsoft", JavaLevel.Warn);
        var loggers = JavaLoggerProvider.CreateFactory(levels, TimeProvider.System, static error => JavaTrace.Of(error));
        // Providers are plug-ins: the path to them cannot hold references.
        var path = ConfigParser.SplitList(properties.GetValueOrDefault(WorkerKeys.PluginPath) ?? "");
        var plugins = PluginCatalog.Scan(ownPlugins, path, loggers.CreateLogger<PluginCatalog>());
        return new HostEnvironment
        {
            Levels = levels,
            Loggers = loggers,
            Plugins = plugins,
            Variables = ConfigProviders.Create(plugins, properties, loggers.CreateLogger<ConfigVariables>()),
            Time = TimeProvider.System,
        };
    }

    private OrderedDictionary<string, string?> Resolve(IReadOnlyDictionary<string, string?> properties)
    {
        var resolved = new OrderedDictionary<string, string?>(Variables.Resolve(properties).Config, StringComparer.Ordinal);
        foreach (var key in properties.Keys.Where(key => key == WorkerKeys.PluginPath || key.StartsWith(WorkerKeys.ConfigProviders, StringComparison.Ordinal)))
        {
            resolved[key] = properties[key];
        }

        return resolved;
    }
}

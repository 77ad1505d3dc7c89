using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A connector's config, resolved and parsed for use; immutable.</summary>
internal abstract class ConnectorConfig : ParsedConfig
{
    protected ConnectorConfig(PluginCatalog plugins, ConfigDef def, IReadOnlyDictionary<string, string?> config)
        : base(WithAliases(plugins, def, config).Parse(config, plugins.ResolveClass))
    {
    }

    public string Name => RequiredText(ConnectorKeys.Name);

    public string ConnectorClass => RequiredText(ConnectorKeys.ConnectorClass);

    public int TasksMax => Int(ConnectorKeys.TasksMax);

    public bool EnforcesTasksMax => Boolean(ConnectorKeys.TasksMaxEnforce);

    /// <summary>How long a failed operation is retried, in milliseconds; -1 without end, 0 not at all.</summary>
    public long RetryTimeout => Long(ConnectorKeys.RetryTimeout);

    /// <summary>The longest pause between two retries, in milliseconds.</summary>
    public long RetryDelayMax => Long(ConnectorKeys.RetryDelayMax);

    /// <summary>Whether records that fail are skipped.</summary>
    public bool ToleratesErrors => RequiredText(ConnectorKeys.Tolerance) == "all";

    public bool LogsErrors => Boolean(ConnectorKeys.LogErrors);

    public bool LogsRecords => Boolean(ConnectorKeys.LogRecords);

    /// <summary>Whether the connector restarts when a config provider's values expire.</summary>
    public bool ReloadsOnExpiry => RequiredText(ConnectorKeys.ReloadAction).Equals("restart", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the keys of transformations and predicates.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">One of them cannot be used.</exception>
    private static ConfigDef WithAliases(PluginCatalog plugins, ConfigDef def, IReadOnlyDictionary<string, string?> config)
    {
        new AliasedPlugins(plugins, PluginKind.Transformation, config).Extend(def, strict: true);
        new AliasedPlugins(plugins, PluginKind.Predicate, config).Extend(def, strict: true);
        return def;
    }
}

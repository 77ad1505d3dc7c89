using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Metrics;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Makes the transformations that a connector's config lists.</summary>
/// <param name="plugins">Installed plug-ins.</param>
/// <param name="monitor">Given every plug-in with metrics of its own, its kind and alias, before it is configured.</param>
internal sealed class TransformConfig(PluginCatalog plugins, Action<IMonitorable, PluginKind, string>? monitor = null)
{
    /// <summary>Makes and configures the chain.</summary>
    /// <returns>The stages in the order in which they apply; the caller disposes them.</returns>
    /// <exception cref="ConnectException">One of them cannot be made; the cause says why.</exception>
    public IReadOnlyList<TransformStage> Create(ConnectorConfig config)
    {
        var stages = new List<TransformStage>();
        foreach (var alias in config.List(ConnectorKeys.Transforms))
        {
            try
            {
                stages.Add(CreateStage(config, alias));
            }
            catch (Exception e)
            {
                stages.ForEach(s => s.Dispose());
                throw Wrapped(e);
            }
        }

        return stages;
    }

    private TransformStage CreateStage(ConnectorConfig config, string alias)
    {
        var prefix = $"{ConnectorKeys.Transforms}.{alias}.";
        var own = new Dictionary<string, string?>(config.OriginalsWithPrefix(prefix), StringComparer.Ordinal);
        var plugin = Find(config, PluginKind.Transformation, prefix);
        own.Remove("predicate", out var predicateAlias);
        own.Remove("negate", out var negate);
        var transformation = PluginCatalog.Create<ITransformation>(plugin.Type);
        Monitor(transformation, PluginKind.Transformation, alias);
        transformation.Configure(own);
        if (predicateAlias is null)
        {
            return new TransformStage(alias, plugin, transformation, null, null, null, Negate: false);
        }

        var predicatePrefix = $"{ConnectorKeys.Predicates}.{predicateAlias}.";
        var predicatePlugin = Find(config, PluginKind.Predicate, predicatePrefix);
        var predicate = PluginCatalog.Create<IPredicate>(predicatePlugin.Type);
        Monitor(predicate, PluginKind.Predicate, predicateAlias);
        predicate.Configure(config.OriginalsWithPrefix(predicatePrefix));
        return new TransformStage(
            alias, plugin, transformation, predicateAlias, predicatePlugin, predicate, bool.TryParse(negate, out var negated) && negated);
    }

    private Plugin Find(ConnectorConfig config, PluginKind kind, string prefix)
    {
        try
        {
            var range = VersionRange.Parse(config.Originals.GetValueOrDefault(prefix + "plugin.version"));
            var type = config.Values.ContainsKey(prefix + "type")
                ? config.Class(prefix + "type")!
                : throw new ConfigException($"Unknown configuration '{prefix}plugin.version'");
            return plugins.Find(kind, ConnectNames.Of(type), range)!;
        }
        catch (Exception e)
        {
            throw Wrapped(e);
        }
    }

    private static ConnectException Wrapped(Exception e) => new(null, e);

    private void Monitor(object plugin, PluginKind kind, string alias)
    {
        if (plugin is IMonitorable monitorable)
        {
            monitor?.Invoke(monitorable, kind, alias);
        }
    }
}

using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The configuration keys of one plug-in, for forms: its own, and for connectors those that all connectors take. Stateless.
/// </summary>
internal static class PluginKeys
{
    /// <param name="plugins">Installed plug-ins.</param>
    /// <param name="name">Class name or alias.</param>
    /// <param name="version">Version range, or null for the newest.</param>
    /// <exception cref="NotFoundException">There is no such class.</exception>
    /// <exception cref="BadRequestException">
    /// The range is wrong or holds no installed version, or plug-ins of this kind have no keys.
    /// </exception>
    public static IEnumerable<ConfigKeyInfo> Of(PluginCatalog plugins, string name, string? version)
    {
        var plugin = Find(plugins, name, version);
        var own = OwnKeys(plugin, name);
        var config = new Dictionary<string, string?> { [ConnectorKeys.ConnectorClass] = plugin.ClassName };
        var common = plugin.Kind switch
        {
            PluginKind.Sink => ConnectorKeys.Sink(plugins, config, null).Keys,
            PluginKind.Source => ConnectorKeys.Source(plugins, config, null).Keys,
            _ => new Dictionary<string, ConfigKey>(),
        };
        return own.Keys.Values.Concat(common.Values.Where(key => !own.Keys.ContainsKey(key.Name))).Select(key => ConfigKeyInfo.Of(key));
    }

    private static Plugin Find(PluginCatalog plugins, string name, string? version)
    {
        VersionRange? range;
        try
        {
            range = VersionRange.Parse(version);
        }
        catch (InvalidVersionRangeException e)
        {
            throw new BadRequestException("Invalid version specification: " + version, e);
        }

        if (plugins.Named(name) is not [var first, ..])
        {
            throw plugins.ResolveClass(name) is null
                ? new NotFoundException($"Unknown plugin {name}.")
                : new ConnectException(PluginInstantiationException.Answer);
        }

        try
        {
            return plugins.Find(first.Kind, name, range)!;
        }
        catch (PluginVersionNotFoundException e)
        {
            throw new BadRequestException(e.Message, e);
        }
    }

    private static object Create(Plugin plugin)
    {
        try
        {
            return PluginCatalog.Create<object>(plugin.Type);
        }
        catch (PluginInstantiationException e)
        {
            throw new ConnectException(PluginInstantiationException.Answer, e);
        }
    }

    private static ConfigDef OwnKeys(Plugin plugin, string name)
    {
        var instance = Create(plugin);
        try
        {
            ConfigDef? own = (plugin.Kind, instance) switch
            {
                (PluginKind.Sink or PluginKind.Source, Connector connector) => connector.Config,
                (PluginKind.Transformation, ITransformation transformation) => transformation.Config,
                (PluginKind.Predicate, IPredicate predicate) => predicate.Config,
                (PluginKind.Converter, IConverter converter) => converter.Config,
                (PluginKind.HeaderConverter, IHeaderConverter converter) => converter.Config,
                _ => throw new BadRequestException($"Invalid plugin class {name}. "
                    + "Valid types are sink, source, converter, header_converter, transformation, predicate."),
            };
            return own ?? throw RequestBodies.IsNull("org.apache.kafka.common.config.ConfigDef.configKeys()", "pluginConfigDefs");
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }
}

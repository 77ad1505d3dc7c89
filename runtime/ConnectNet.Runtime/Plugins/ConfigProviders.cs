using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Makes the config providers that a worker's properties declare.</summary>
internal static class ConfigProviders
{
    /// <summary>Makes and configures the providers listed in <c>config.providers</c>.</summary>
    /// <param name="plugins">Installed plug-ins.</param>
    /// <param name="properties">The worker's properties, unresolved.</param>
    /// <param name="logger">Told of references that lead nowhere.</param>
    /// <returns>What resolves references; the caller disposes it.</returns>
    /// <exception cref="ConfigException">A provider has no class, its class is unknown, or it refuses its parameters.</exception>
    public static ConfigVariables Create(PluginCatalog plugins, IReadOnlyDictionary<string, string?> properties, ILogger logger)
    {
        var names = ConfigParser.SplitList((properties.GetValueOrDefault(WorkerKeys.ConfigProviders) ?? "").Trim());
        var providers = new Dictionary<string, ConfigProvider>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var prefix = $"{WorkerKeys.ConfigProviders}.{name}.";
            var classKey = prefix + "class";
            var className = properties.GetValueOrDefault(classKey)
                ?? throw new ConfigException($"Missing required configuration \"{classKey}\" which has no default value.");
            var plugin = plugins.Find(PluginKind.ConfigProvider, className.Trim()) ?? throw new ConfigException(
                classKey, className, $"Class {className} could not be found. This worker has "
                + string.Join(", ", plugins.All(PluginKind.ConfigProvider).Select(p => p.ClassName)) + "; others are installed as .NET plug-ins on plugin.path.");
            var provider = PluginCatalog.Create<ConfigProvider>(plugin.Type);
            var parameters = prefix + "param.";
            provider.Configure(properties
                .Where(p => p.Key.StartsWith(parameters, StringComparison.Ordinal))
                .ToDictionary(p => p.Key[parameters.Length..], p => p.Value, StringComparer.Ordinal));
            providers[name] = provider;
        }

        return new ConfigVariables(providers, logger);
    }
}

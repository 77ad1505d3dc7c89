using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Testing;

/// <summary>What validation says about a config, as <c>PUT /connector-plugins/…/config/validate</c> shows it to an operator. Pure functions.</summary>
public static class ConfigErrors
{
    /// <summary>Validates a config with the connector's own rules: its <see cref="ConfigDef"/> and what it checks beyond that.</summary>
    /// <param name="connector">The connector; it need not be started.</param>
    /// <param name="config">The keys as an operator posts them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The messages of each key that has any; empty for a valid config.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
        Connector connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connector);
        return Of(await connector.ValidateAsync(config, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Validates a config with the declared keys alone, as for transformations and converters.</summary>
    /// <returns>The messages of each key that has any; empty for a valid config.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(ConfigDef definition, IReadOnlyDictionary<string, string?> config)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Of(definition.Validate(config));
    }

    /// <summary>Ends a start with a config that the worker would refuse.</summary>
    internal static void ThrowIfAny(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
    {
        if (errors.Count > 0)
        {
            throw new ConfigException("The config is not valid: " + string.Join("; ", errors.Values.SelectMany(static messages => messages)));
        }
    }

    internal static Dictionary<string, IReadOnlyList<string>> Of(IReadOnlyList<ConfigValue> values) => values
        .Where(static value => value.Errors.Count > 0)
        .ToDictionary(static value => value.Name, static value => (IReadOnlyList<string>)[.. value.Errors], StringComparer.Ordinal);
}

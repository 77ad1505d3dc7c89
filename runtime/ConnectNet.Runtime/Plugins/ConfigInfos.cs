using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>The declaration of a key as REST shows it; see the members of <see cref="ConfigKey"/>.</summary>
internal sealed record ConfigKeyInfo(
    string Name,
    string Type,
    bool Required,
    string? DefaultValue,
    string Importance,
    string Documentation,
    string? Group,
    int OrderInGroup,
    string Width,
    string DisplayName,
    IReadOnlyList<string> Dependents)
{
    /// <summary>The declaration of a key, its name behind a prefix.</summary>
    public static ConfigKeyInfo Of(ConfigKey key, string prefix = "") => new(
        prefix + key.Name,
        key.Type.ToString().ToUpperInvariant(),
        !key.HasDefault,
        ConfigParser.ToText(key.Default),
        key.Importance.ToString().ToUpperInvariant(),
        key.Documentation,
        key.Group,
        key.Order,
        key.Width.ToString().ToUpperInvariant(),
        key.DisplayName,
        key.Dependents);
}

/// <summary>What validation found out about a key, as REST shows it; secrets are hidden.</summary>
internal sealed record ConfigValueInfo(
    string Name, string? Value, IReadOnlyList<string> RecommendedValues, IReadOnlyList<string> Errors, bool Visible)
{
    public static ConfigValueInfo Of(ConfigValue value, string prefix = "") => new(
        prefix + value.Name,
        ConfigParser.ToText(value.Value),
        [.. value.RecommendedValues.Select(v => ConfigParser.ToText(v)!)],
        [.. value.Errors],
        value.Visible);
}

/// <summary>A key with its declaration, or null for keys that nobody declares, and what validation found.</summary>
internal sealed record ConfigInfo(ConfigKeyInfo? Definition, ConfigValueInfo Value);

/// <summary>The result of validating a connector's config.</summary>
/// <param name="Name">The connector's class as the config names it.</param>
/// <param name="ErrorCount">Messages of the connector's part plus faulty keys of the converters' and clients' parts, as Java counts.</param>
/// <param name="Groups">Groups in order.</param>
/// <param name="Configs">Keys in order.</param>
internal sealed record ConfigInfos(string Name, int ErrorCount, IReadOnlyList<string> Groups, IReadOnlyList<ConfigInfo> Configs)
{
    /// <summary>All messages, in the order of the keys.</summary>
    public IEnumerable<string> Messages => Configs.SelectMany(c => c.Value.Errors);
}

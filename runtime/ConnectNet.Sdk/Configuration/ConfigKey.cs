namespace ConnectNet.Sdk.Configuration;

/// <summary>The declaration of one configuration key: parsing, validation, REST answers and documentation come from it.</summary>
/// <param name="Name">Key, with dots.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Importance">Importance to operators.</param>
/// <param name="Documentation">What the key does, units included.</param>
public sealed record ConfigKey(string Name, ConfigType Type, Importance Importance, string Documentation)
{
    /// <summary>Whether the key may be absent.</summary>
    public bool HasDefault { get; init; }

    /// <summary>
    /// The value of an absent key, as text to be parsed or as a parsed value. Setting it makes the key optional, also with null.
    /// </summary>
    public object? Default
    {
        get;
        init
        {
            field = value;
            HasDefault = true;
        }
    }

    /// <summary>Checks the parsed value, or null.</summary>
    public ConfigValidator? Validator { get; init; }

    /// <summary>Heading under which forms show the key, or null.</summary>
    public string? Group { get; init; }

    /// <summary>Place under the heading; -1 where not said.</summary>
    public int Order { get; init; } = -1;

    /// <summary>Room in a form.</summary>
    public ConfigWidth Width { get; init; } = ConfigWidth.None;

    /// <summary>Name that forms show.</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Keys whose recommendations depend on this one.</summary>
    public IReadOnlyList<string> Dependents { get; init; } = [];

    /// <summary>Proposes values, or null.</summary>
    public ConfigRecommender? Recommender { get; init; }

    /// <summary>Other names the key is accepted under; the key's own name wins.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];
}

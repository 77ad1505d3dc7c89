namespace ConnectNet.Sdk.Configuration;

/// <summary>What validation found out about one key. Connectors may add errors to it.</summary>
/// <param name="name">Key.</param>
public sealed class ConfigValue(string name)
{
    /// <summary>Key.</summary>
    public string Name { get; } = name;

    /// <summary>Parsed value; null where it is absent or wrong.</summary>
    public object? Value { get; set; }

    /// <summary>Proposals.</summary>
    public IReadOnlyList<object> RecommendedValues { get; set; } = [];

    /// <summary>What is wrong, in the order found.</summary>
    public IList<string> Errors { get; } = [];

    /// <summary>Whether the key has a meaning beside the other values.</summary>
    public bool Visible { get; set; } = true;

    /// <summary>Appends an error.</summary>
    public ConfigValue AddError(string message)
    {
        Errors.Add(message);
        return this;
    }
}

namespace ConnectNet.Sdk.Configuration;

/// <summary>Proposes values for a key, given the other keys' parsed values.</summary>
public abstract class ConfigRecommender
{
    /// <summary>Values that make sense for the key; empty where it proposes nothing.</summary>
    public abstract IReadOnlyList<object> ValidValues(string name, IReadOnlyDictionary<string, object?> parsed);

    /// <summary>Whether the key has a meaning beside the other values.</summary>
    public virtual bool Visible(string name, IReadOnlyDictionary<string, object?> parsed) => true;
}

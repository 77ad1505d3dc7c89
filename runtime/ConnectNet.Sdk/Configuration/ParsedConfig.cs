using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Configuration;

/// <summary>A config as parsed by a <see cref="ConfigDef"/>; immutable.</summary>
public class ParsedConfig
{
    private readonly IReadOnlyDictionary<string, object?> _values;

    /// <summary>Takes over a parsed config.</summary>
    /// <param name="originals">The keys as given.</param>
    /// <param name="values">The parsed values of the declared keys.</param>
    public ParsedConfig(IReadOnlyDictionary<string, string?> originals, IReadOnlyDictionary<string, object?> values)
    {
        Originals = originals;
        _values = values;
    }

    /// <summary>A copy of another's values, for classes that add properties.</summary>
    protected ParsedConfig(ParsedConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Originals = other.Originals;
        _values = other._values;
    }

    /// <summary>All keys as given, undeclared ones included.</summary>
    public IReadOnlyDictionary<string, string?> Originals { get; }

    /// <summary>The parsed values of the declared keys.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => (string?)Get(key);

    /// <summary>A text that is required or has a default.</summary>
    public string RequiredText(string key) => (string)Required(key);

    /// <summary>A 32-bit number.</summary>
    public int Int(string key) => (int)Required(key);

    /// <summary>A 16-bit number.</summary>
    public short Short(string key) => (short)Required(key);

    /// <summary>A 64-bit number.</summary>
    public long Long(string key) => (long)Required(key);

    /// <summary>A 64-bit number, or null.</summary>
    public long? OptionalLong(string key) => (long?)Get(key);

    /// <summary>A floating point number.</summary>
    public double Double(string key) => (double)Required(key);

    /// <summary>A boolean.</summary>
    public bool Boolean(string key) => (bool)Required(key);

    /// <summary>A list; empty where it is null.</summary>
    public IReadOnlyList<string> List(string key) => (IReadOnlyList<string>?)Get(key) ?? [];

    /// <summary>A secret, or null.</summary>
    public Password? Secret(string key) => (Password?)Get(key);

    /// <summary>A class, or null.</summary>
    public Type? Class(string key) => (Type?)Get(key);

    /// <summary>The keys as given that start with a prefix, without it, in their order.</summary>
    public IReadOnlyDictionary<string, string?> OriginalsWithPrefix(string prefix)
    {
        var found = new OrderedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in Originals)
        {
            if (key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                found[key[prefix.Length..]] = value;
            }
        }

        return found;
    }

    private object? Get(string key) => _values.TryGetValue(key, out var value)
        ? value
        : throw new ConfigException($"Unknown configuration '{key}'");

    private object Required(string key) => Get(key) ?? throw new ConfigException($"Missing value of configuration '{key}'");
}

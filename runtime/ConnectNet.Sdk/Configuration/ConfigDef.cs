using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Configuration;

/// <summary>
/// The keys that a component takes, in order. The one declaration of each setting: parsing, validation, the REST answers and the
/// tables in the documentation come from it. Build it once, then share it.
/// </summary>
public sealed class ConfigDef
{
    private readonly OrderedDictionary<string, ConfigKey> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _groups = [];

    /// <summary>An empty declaration.</summary>
    public ConfigDef()
    {
    }

    /// <summary>A copy that can be extended.</summary>
    public ConfigDef(ConfigDef other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var key in other._keys.Values)
        {
            Define(key);
        }
    }

    /// <summary>The keys in order.</summary>
    public IReadOnlyDictionary<string, ConfigKey> Keys => _keys;

    /// <summary>The groups in the order of their first key.</summary>
    public IReadOnlyList<string> Groups => _groups;

    /// <summary>Adds a key.</summary>
    /// <exception cref="ConfigException">It is declared already, or its default is wrong.</exception>
    public ConfigDef Define(ConfigKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parsed = Prepare(key);
        if (!_keys.TryAdd(key.Name, parsed))
        {
            throw new ConfigException($"Configuration {key.Name} is defined twice.");
        }

        NoteGroup(key);
        return this;
    }

    /// <summary>Adds a key that has to be given. What is not here, <see cref="ConfigKey"/> has.</summary>
    /// <param name="name">Key, with dots.</param>
    /// <param name="type">Type of the value.</param>
    /// <param name="importance">Importance to operators.</param>
    /// <param name="documentation">What the key does, units included.</param>
    /// <param name="validator">Checks the parsed value, or null.</param>
    /// <param name="group">Heading under which forms show the key, or null.</param>
    /// <param name="width">Room in a form.</param>
    /// <param name="displayName">Name that forms show; null for the key itself.</param>
    /// <param name="recommender">Proposes values, or null.</param>
    /// <exception cref="ConfigException">It is declared already.</exception>
    public ConfigDef Define(
        string name,
        ConfigType type,
        Importance importance,
        string documentation,
        ConfigValidator? validator = null,
        string? group = null,
        ConfigWidth width = ConfigWidth.None,
        string? displayName = null,
        ConfigRecommender? recommender = null) =>
        Define(Key((name, type, importance, documentation), validator, group, width, displayName, recommender));

    /// <summary>Adds a key that may be left out. What is not here, <see cref="ConfigKey"/> has.</summary>
    /// <param name="name">Key, with dots.</param>
    /// <param name="type">Type of the value.</param>
    /// <param name="defaultValue">The value where the key is left out, as text to be parsed or as a parsed value; may be null.</param>
    /// <param name="importance">Importance to operators.</param>
    /// <param name="documentation">What the key does, units included.</param>
    /// <param name="validator">Checks the parsed value, the default included, or null.</param>
    /// <param name="group">Heading under which forms show the key, or null.</param>
    /// <param name="width">Room in a form.</param>
    /// <param name="displayName">Name that forms show; null for the key itself.</param>
    /// <param name="recommender">Proposes values, or null.</param>
    /// <exception cref="ConfigException">It is declared already, or its default is wrong.</exception>
    public ConfigDef Define(
        string name,
        ConfigType type,
        object? defaultValue,
        Importance importance,
        string documentation,
        ConfigValidator? validator = null,
        string? group = null,
        ConfigWidth width = ConfigWidth.None,
        string? displayName = null,
        ConfigRecommender? recommender = null) =>
        Define(Key((name, type, importance, documentation), validator, group, width, displayName, recommender) with { Default = defaultValue });

    /// <summary>Adds a key, or replaces it in place.</summary>
    public ConfigDef DefineOrReplace(ConfigKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _keys[key.Name] = Prepare(key);
        NoteGroup(key);
        return this;
    }

    /// <summary>Parses a config for use. Lists whose validator refuses duplicates lose them.</summary>
    /// <param name="config">The keys as text; keys that are not declared are ignored.</param>
    /// <param name="resolveClass">Finds a class by name or alias.</param>
    /// <exception cref="ConfigException">A key is missing or wrong.</exception>
    public ParsedConfig Parse(IReadOnlyDictionary<string, string?> config, Func<string, Type?>? resolveClass = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var values = new Dictionary<string, object?>(_keys.Count, StringComparer.Ordinal);
        foreach (var key in _keys.Values)
        {
            var value = DefaultOf(key, resolveClass);
            if (Supplied(key, config, out var text))
            {
                value = ConfigParser.Parse(key.Name, text, key.Type, resolveClass);
            }
            else if (!key.HasDefault)
            {
                throw new ConfigException($"Missing required configuration \"{key.Name}\" which has no default value.");
            }

            if (value is IReadOnlyList<string> list && key.Validator is { DropsDuplicates: true })
            {
                value = list.Distinct(StringComparer.Ordinal).ToArray();
            }

            key.Validator?.EnsureValid(key.Name, value);
            values[key.Name] = value;
        }

        return new ParsedConfig(config, values);
    }

    /// <summary>Checks a config without throwing.</summary>
    /// <param name="config">The keys as text; keys that are not declared are ignored.</param>
    /// <param name="resolveClass">Finds a class by name or alias.</param>
    /// <returns>One entry for each declared key, in order. A value that cannot be parsed is null, and its validator still runs.</returns>
    public IReadOnlyList<ConfigValue> Validate(IReadOnlyDictionary<string, string?> config, Func<string, Type?>? resolveClass = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var results = new OrderedDictionary<string, ConfigValue>(_keys.Count, StringComparer.Ordinal);
        var parsed = new Dictionary<string, object?>(_keys.Count, StringComparer.Ordinal);
        foreach (var key in _keys.Values)
        {
            var result = ParseForValidation(key, config, resolveClass);
            results.Add(key.Name, result);
            parsed[key.Name] = result.Value;
        }

        foreach (var result in results.Values)
        {
            Recommend(_keys[result.Name], result, parsed);
        }

        return [.. results.Values];
    }

    private static ConfigKey Key(
        (string Name, ConfigType Type, Importance Importance, string Documentation) what, ConfigValidator? validator, string? group, ConfigWidth width,
        string? displayName, ConfigRecommender? recommender) => new(what.Name, what.Type, what.Importance, what.Documentation)
        {
            Validator = validator,
            Group = group,
            Width = width,
            DisplayName = displayName ?? what.Name,
            Recommender = recommender,
        };

    private static ConfigKey Prepare(ConfigKey key)
    {
        if (!key.HasDefault)
        {
            return key;
        }

        var parsed = key.Type == ConfigType.Class ? key.Default : ConfigParser.Parse(key.Name, key.Default, key.Type);
        key.Validator?.EnsureValid(key.Name, parsed);
        return key with { Default = parsed };
    }

    // A default class is declared by name, and can be found only where plug-ins are known.
    private static object? DefaultOf(ConfigKey key, Func<string, Type?>? resolveClass) =>
        key is { Type: ConfigType.Class, Default: string name } ? ConfigParser.Parse(key.Name, name, ConfigType.Class, resolveClass) : key.Default;

    private static bool Supplied(ConfigKey key, IReadOnlyDictionary<string, string?> config, out string? text)
    {
        if (config.TryGetValue(key.Name, out text))
        {
            return true;
        }

        foreach (var name in key.AlternativeNames)
        {
            if (config.TryGetValue(name, out text))
            {
                return true;
            }
        }

        return false;
    }

    private static ConfigValue ParseForValidation(
        ConfigKey key, IReadOnlyDictionary<string, string?> config, Func<string, Type?>? resolveClass)
    {
        var result = new ConfigValue(key.Name);
        try
        {
            if (Supplied(key, config, out var text))
            {
                result.Value = ConfigParser.Parse(key.Name, text, key.Type, resolveClass);
            }
            else if (key.HasDefault)
            {
                result.Value = DefaultOf(key, resolveClass);
            }
            else
            {
                result.AddError($"Missing required configuration \"{key.Name}\" which has no default value.");
            }
        }
        catch (ConfigException e)
        {
            result.AddError(e.Message);
        }

        try
        {
            key.Validator?.EnsureValid(key.Name, result.Value);
        }
        catch (ConfigException e)
        {
            result.AddError(e.Message);
        }

        return result;
    }

    private static void Recommend(ConfigKey key, ConfigValue result, Dictionary<string, object?> parsed)
    {
        if (key.Recommender is null)
        {
            return;
        }

        try
        {
            result.RecommendedValues = key.Recommender.ValidValues(key.Name, parsed);
            result.Visible = key.Recommender.Visible(key.Name, parsed);
        }
        catch (ConfigException e)
        {
            result.AddError(e.Message);
        }
    }

    private void NoteGroup(ConfigKey key)
    {
        if (key.Group is not null && !_groups.Contains(key.Group))
        {
            _groups.Add(key.Group);
        }
    }
}

using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Plugins;

/// <summary>
/// Adds to a connector's keys those of the transformations (or predicates) that its config lists by alias:
/// <c>transforms.alias.type</c>, its version, and the keys of the class.
/// </summary>
/// <param name="plugins">Installed plug-ins.</param>
/// <param name="kind">Transformation or predicate.</param>
/// <param name="config">The connector's config.</param>
internal sealed class AliasedPlugins(PluginCatalog plugins, PluginKind kind, IReadOnlyDictionary<string, string?> config)
{
    private const string PredicateKey = "predicate";
    private const string NegateKey = "negate";

    private string Root => kind == PluginKind.Transformation ? ConnectorKeys.Transforms : ConnectorKeys.Predicates;

    private string Group => kind == PluginKind.Transformation ? "Transforms" : "Predicates";

    /// <summary>The aliases that a config lists, each once.</summary>
    public IEnumerable<string> Aliases =>
        config.GetValueOrDefault(Root) is { } list ? ConfigParser.SplitList(list.Trim()).Distinct(StringComparer.Ordinal) : [];

    /// <summary>Adds the keys.</summary>
    /// <param name="def">The connector's keys.</param>
    /// <param name="strict">Whether a class that cannot be used is an error at once; else its keys are left out.</param>
    /// <exception cref="ConfigException">A class cannot be used.</exception>
    public void Extend(ConfigDef def, bool strict)
    {
        foreach (var alias in Aliases)
        {
            var prefix = $"{Root}.{alias}.";
            var group = $"{Group}: {alias}";
            DefineType(def, alias, prefix, group);
            DefineVersion(def, alias, prefix, group);
            try
            {
                if (KeysOf(prefix) is { } own)
                {
                    Embed(def, prefix, group, own);
                }
            }
            catch (ConfigException) when (!strict)
            {
                // The validator of the type key reports it.
            }
        }
    }

    private void DefineType(ConfigDef def, string alias, string prefix, string group)
    {
        var kindName = kind.InterfaceName();
        def.Define(new ConfigKey(prefix + "type", ConfigType.Class, Importance.High, $"Class for the '{alias}' {kindName.ToLowerInvariant()}.")
        {
            Validator = new TypeValidator(this, prefix),
            Group = group,
            Order = 0,
            Width = ConfigWidth.Long,
            DisplayName = $"{kindName} type for {alias}",
            Recommender = new InstalledClasses(plugins, kind),
        });
    }

    private void DefineVersion(ConfigDef def, string alias, string prefix, string group)
    {
        var kindName = kind.InterfaceName();
        def.Define(new ConfigKey(VersionKey(prefix), ConfigType.String, Importance.High, $"Version of the '{alias}' {kindName.ToLowerInvariant()}.")
        {
            Default = PluginVersions.Newest(plugins, config.GetValueOrDefault(prefix + "type"), kind),
            Validator = new InstalledVersionValidator(this, prefix),
            Group = group,
            Order = 1,
            Width = ConfigWidth.Long,
            DisplayName = $"{kindName} version for {alias}",
            Recommender = new PluginVersions.Recommender(plugins, prefix + "type", alwaysVisible: true, kind),
        });
    }

    private static string VersionKey(string prefix) => prefix + "plugin.version";

    private ConfigDef? KeysOf(string prefix)
    {
        if (config.GetValueOrDefault(prefix + "type") is not { } className || plugins.ResolveClass(className.Trim()) is not { } type)
        {
            return null;
        }

        var own = OwnKeys(prefix, type);
        var keys = new ConfigDef();
        if (kind == PluginKind.Transformation)
        {
            keys.Define(new ConfigKey(PredicateKey, ConfigType.String, Importance.Medium,
                "The alias of a predicate used to determine whether to apply this transformation.")
            { Default = null });
            keys.Define(new ConfigKey(NegateKey, ConfigType.Boolean, Importance.Medium, "Whether the configured predicate should be negated.") { Default = false });
        }

        foreach (var key in own.Keys.Values.Where(k => !keys.Keys.ContainsKey(k.Name)))
        {
            keys.Define(key);
        }

        return keys;
    }

    private ConfigDef OwnKeys(string prefix, Type type)
    {
        PluginClassValidator.EnsurePlugin(plugins, kind, type);
        var plugin = Installed(prefix)!;
        try
        {
            return Definition(plugin.Type) ?? throw new ConnectException($"{plugin.ClassName}.config() must return a ConfigDef that is not null.");
        }
        catch (PluginInstantiationException)
        {
            throw new ConfigException(
                prefix + "type", plugin.ClassName, $"Error getting config definition from {kind.InterfaceName()}: {PluginInstantiationException.Answer}");
        }
    }

    private ConfigDef? Definition(Type type)
    {
        if (kind == PluginKind.Transformation)
        {
            using var transformation = PluginCatalog.Create<ITransformation>(type);
            return transformation.Config;
        }

        using var predicate = PluginCatalog.Create<IPredicate>(type);
        return predicate.Config;
    }

    private Plugin? Installed(string prefix)
    {
        var className = config.GetValueOrDefault(prefix + "type")?.Trim();
        if (className is null)
        {
            return null;
        }

        try
        {
            return plugins.Find(kind, className, VersionRange.Parse(config.GetValueOrDefault(VersionKey(prefix))));
        }
        catch (Exception e) when (e is PluginVersionNotFoundException or InvalidVersionRangeException)
        {
            throw new ConfigException(e.Message, e);
        }
    }

    // Of the default, which is checked when the key is declared, nothing has to be asked.
    private void EnsureInstalled(string prefix, string? version)
    {
        if (version == config.GetValueOrDefault(VersionKey(prefix)))
        {
            Installed(prefix);
        }
    }

    private void CheckNegate(string prefix)
    {
        if (kind == PluginKind.Transformation && config.ContainsKey(prefix + NegateKey) && !config.ContainsKey(prefix + PredicateKey))
        {
            throw new ConfigException($"Config '{prefix}{NegateKey}' was provided but there is no config '{prefix}{PredicateKey}' "
                + "defining a predicate to be negated.");
        }
    }

    private static void Embed(ConfigDef def, string prefix, string group, ConfigDef own)
    {
        var groups = own.Groups.ToList();
        var sorted = own.Keys.Values
            .OrderBy(k => k.Group is null ? -1 : groups.IndexOf(k.Group))
            .ThenBy(k => k.Order)
            .ThenBy(k => k.HasDefault)
            .ThenBy(k => k.Importance)
            .ThenBy(k => k.Name, StringComparer.Ordinal);
        var order = 2;
        foreach (var key in sorted)
        {
            def.Define(key with
            {
                Name = prefix + key.Name,
                DisplayName = key.DisplayName,
                Validator = key.Validator is null ? null : new UnprefixedValidator(prefix, key.Validator),
                Recommender = key.Recommender is null ? null : new UnprefixedRecommender(prefix, key.Recommender),
                Group = key.Group is null ? group : $"{group}: {key.Group}",
                Order = order++,
                Dependents = [.. key.Dependents.Select(d => prefix + d)],
            });
        }
    }

    private sealed class TypeValidator(AliasedPlugins owner, string prefix) : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            owner.CheckNegate(prefix);
            if (value is Type type)
            {
                owner.OwnKeys(prefix, type);
            }
        }
    }

    private sealed class InstalledVersionValidator(AliasedPlugins owner, string prefix) : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            PluginVersions.Validator.EnsureValid(name, value);
            owner.EnsureInstalled(prefix, (string?)value);
        }
    }

    /// <summary>Messages of a plug-in's own validators name its keys without prefix.</summary>
    private sealed class UnprefixedValidator(string prefix, ConfigValidator inner) : ConfigValidator
    {
        internal override bool DropsDuplicates => inner.DropsDuplicates;

        public override void EnsureValid(string name, object? value) => inner.EnsureValid(name[prefix.Length..], value);
    }

    private sealed class UnprefixedRecommender(string prefix, ConfigRecommender inner) : ConfigRecommender
    {
        public override IReadOnlyList<object> ValidValues(string name, IReadOnlyDictionary<string, object?> parsed) =>
            inner.ValidValues(name[prefix.Length..], Own(parsed));

        public override bool Visible(string name, IReadOnlyDictionary<string, object?> parsed) => inner.Visible(name[prefix.Length..], Own(parsed));

        private Dictionary<string, object?> Own(IReadOnlyDictionary<string, object?> parsed) => parsed
            .Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(p => p.Key[prefix.Length..], p => p.Value);
    }
}

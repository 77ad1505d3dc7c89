using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Cluster;

/// <summary>The validation of one config, whose class is known: keys of the worker, the connector and its converters.</summary>
internal sealed class ConnectorValidation(
    WorkerConfig worker, PluginCatalog plugins, Connector connector, IReadOnlyDictionary<string, string?> config, Action<string> stage)
{
    private readonly List<ConfigPart> _converterParts = [];

    /// <summary>The parts of header, key and value converter, where the config names them; there after the run.</summary>
    public IReadOnlyList<ConfigPart> ConverterParts => _converterParts;

    /// <summary>Validates everything but client overrides.</summary>
    /// <param name="nullMessage">Message for keys whose value is null.</param>
    /// <param name="cancellationToken">Ends the wait for the connector.</param>
    public async Task<ConfigPart> RunAsync(string nullMessage, CancellationToken cancellationToken)
    {
        var def = Definition();
        var values = ValidateFramework(def);
        foreach (var (key, _) in config.Where(e => e.Value is null))
        {
            ValueOf(values, key).AddError(nullMessage);
        }

        stage("retrieving the configuration definition from the connector");
        var own = connector.Config ?? throw new BadRequestException($"{Name}.config() must return a ConfigDef that is not null.");
        stage("performing multi-property validation for the connector");
        var ownValues = await connector.ValidateAsync(config, cancellationToken).ConfigureAwait(false)
            ?? throw new BadRequestException($"{Name}.validate() must return a Config that is not null.");
        ValidateConverters(values);
        return Merge(def, own, values, ownValues);
    }

    private string Name => ConnectNames.Of(connector.GetType());

    private static ConfigValue ValueOf(OrderedDictionary<string, ConfigValue> values, string key)
    {
        if (!values.TryGetValue(key, out var value))
        {
            values[key] = value = new ConfigValue(key);
        }

        return value;
    }

    private static ConfigPart Merge(
        ConfigDef def, ConfigDef own, OrderedDictionary<string, ConfigValue> values, IReadOnlyList<ConfigValue> ownValues)
    {
        var keys = new OrderedDictionary<string, ConfigKey>(def.Keys, StringComparer.Ordinal);
        foreach (var key in own.Keys.Values)
        {
            keys[key.Name] = key;
        }

        var part = new ConfigPart();
        part.Groups.AddRange(def.Groups.Concat(own.Groups).Distinct(StringComparer.Ordinal));
        var undeclared = JavaOrder.HashOrder(values.Values, v => v.Name).Concat(ownValues).Where(v => !keys.ContainsKey(v.Name));
        foreach (var value in undeclared)
        {
            part.Add(null, value);
            part.ErrorCount += value.Errors.Count;
        }

        var byName = new Dictionary<string, ConfigValue>(values, StringComparer.Ordinal);
        foreach (var value in ownValues)
        {
            byName[value.Name] = value;
        }

        foreach (var key in keys.Values)
        {
            var value = byName.GetValueOrDefault(key.Name) ?? new ConfigValue(key.Name);
            part.Add(key, value);
            part.ErrorCount += value.Errors.Count;
        }

        return part;
    }

    private ConfigDef Definition()
    {
        var def = connector is SourceConnector
            ? ConnectorKeys.Source(plugins, config, worker)
            : ConnectorKeys.Sink(plugins, config, worker);
        new AliasedPlugins(plugins, PluginKind.Transformation, config).Extend(def, strict: false);
        new AliasedPlugins(plugins, PluginKind.Predicate, config).Extend(def, strict: false);
        return def;
    }

    private OrderedDictionary<string, ConfigValue> ValidateFramework(ConfigDef def)
    {
        stage($"validating {(connector is SourceConnector ? "source" : "sink")} connector-specific properties for the connector");
        var values = new OrderedDictionary<string, ConfigValue>(StringComparer.Ordinal);
        foreach (var value in def.Validate(config, plugins.ResolveClass))
        {
            values.Add(value.Name, value);
        }

        if (connector is SinkConnector)
        {
            foreach (var (key, message) in SinkConnectorConfig.CheckTopics(config))
            {
                values[key].AddError(message);
            }

            CheckConsumerGroup(values);
        }
        else if (worker is DistributedConfig)
        {
            ExactlyOnceChecks.Run((SourceConnector)connector, worker, config, values);
        }

        CheckTransforms(values);
        return values;
    }

    /// <summary>A sink's group must not be the workers' own.</summary>
    private void CheckConsumerGroup(OrderedDictionary<string, ConfigValue> values)
    {
        const string GroupKey = ClientKeys.ConsumerPrefix + "group.id";
        if (worker.GroupId is not { } workerGroup)
        {
            return;
        }

        if (config.TryGetValue(GroupKey, out var overridden))
        {
            var value = ValueOf(values, GroupKey);
            value.Value = overridden;
            if (overridden == workerGroup)
            {
                value.AddError($"Consumer group {overridden} conflicts with Connect worker group {workerGroup}");
            }
        }
        else if (config.GetValueOrDefault(ConnectorKeys.Name) is { } name && "connect-" + name == workerGroup)
        {
            values[ConnectorKeys.Name].AddError($"Consumer group for sink connector named {name} conflicts with Connect worker group {workerGroup}");
        }
    }

    private void CheckTransforms(OrderedDictionary<string, ConfigValue> values)
    {
        foreach (var alias in new AliasedPlugins(plugins, PluginKind.Transformation, config).Aliases)
        {
            var prefix = $"{ConnectorKeys.Transforms}.{alias}.";
            if (values.Any(v => v.Key.StartsWith(prefix, StringComparison.Ordinal) && v.Value.Errors.Count > 0)
                || config.GetValueOrDefault(prefix + "type") is not { } className
                || plugins.Find(PluginKind.Transformation, className.Trim()) is not { } plugin
                || !plugin.Type.IsAssignableTo(typeof(IConnectorConfigCheck)))
            {
                continue;
            }

            var own = config.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(e => e.Key[prefix.Length..], e => e.Value);
            foreach (var (key, message) in PluginCatalog.Create<IConnectorConfigCheck>(plugin.Type).Check(own, config))
            {
                ValueOf(values, prefix + key).AddError(message);
            }
        }
    }

    private void ValidateConverters(OrderedDictionary<string, ConfigValue> values)
    {
        foreach (var key in new[] { ConverterKeys.HeaderConverter, ConverterKeys.KeyConverter, ConverterKeys.ValueConverter })
        {
            if (config.GetValueOrDefault(key) is { } className && values[key].Errors.Count == 0)
            {
                var kind = key == ConverterKeys.HeaderConverter ? PluginKind.HeaderConverter : PluginKind.Converter;
                ValidateConverter(key, kind, className.Trim(), values);
            }
        }
    }

    private void ValidateConverter(string key, PluginKind kind, string className, OrderedDictionary<string, ConfigValue> values)
    {
        var what = key.Replace('.', ' ');
        var versionKey = ConverterKeys.VersionKey(key);
        object converter;
        stage($"instantiating the connector's {what} for validation");
        try
        {
            converter = PluginCatalog.Create<object>(plugins.Find(kind, className, VersionRange.Parse(config.GetValueOrDefault(versionKey)))!.Type);
        }
        catch (InvalidVersionRangeException)
        {
            // The version key's own validator reports it.
            return;
        }
        catch (PluginVersionNotFoundException e)
        {
            values[key].AddError(e.Message);
            values[versionKey].AddError(e.Message);
            return;
        }
        catch (PluginInstantiationException)
        {
            values[key].AddError(new ConfigException(key, className, "Could not instantiate class").Message);
            return;
        }

        if (DefinitionOf(converter, values[key], what) is not { } def)
        {
            return;
        }

        stage($"performing config validation for the connector's {what}");
        var own = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in config.Where(e => e.Key.StartsWith(key + ".", StringComparison.Ordinal)))
        {
            own[name[(key.Length + 1)..]] = value;
        }

        own["converter.type"] = own.GetValueOrDefault("converter.type") ?? key[..key.IndexOf('.')];
        var part = new ConfigPart();
        foreach (var value in JavaOrder.HashOrder(def.Validate(own, plugins.ResolveClass), v => v.Name))
        {
            part.AddPrefixed(def.Keys[value.Name], value, key + ".");
        }

        _converterParts.Add(part);
    }

    /// <summary>Null where the converter has none, which is no error, or where it cannot be had, which is.</summary>
    private ConfigDef? DefinitionOf(object converter, ConfigValue key, string what)
    {
        stage($"retrieving the configuration definition from the connector's {what}");
        using var owned = (IDisposable)converter;
        try
        {
            return (converter as IConverter)?.Config ?? (converter as IHeaderConverter)?.Config;
        }
        catch (Exception e)
        {
            key.AddError($"Failed to load ConfigDef from {what}: {e.Message}");
            return null;
        }
    }
}

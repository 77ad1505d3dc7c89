using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Validates connector configs as the Java worker does: the worker's keys, the connector's, those of transformations, predicates and
/// converters, and overrides of client settings. Calls plug-in code; run it where a stuck plug-in blocks nobody. Safe for concurrent use.
/// </summary>
/// <param name="worker">The worker's configuration.</param>
/// <param name="plugins">Installed plug-ins.</param>
/// <param name="variables">Resolves references.</param>
/// <param name="policy">What clients settings may be overridden.</param>
internal sealed class ConnectorValidator(WorkerConfig worker, PluginCatalog plugins, ConfigVariables variables, ClientOverridePolicy policy)
{
    private const string NullValue = "Null value can not be supplied as the configuration value.";

    // The Java worker remembers what it could not load, and answers the second request for it differently.
    private readonly ConcurrentDictionary<string, bool> _failedClasses = new(StringComparer.Ordinal);

    /// <summary>Validates a config.</summary>
    /// <param name="config">The config as submitted; references are resolved here.</param>
    /// <param name="stage">Told what is being done, for the text of a time-out.</param>
    /// <param name="cancellationToken">Ends the wait for plug-in code.</param>
    /// <exception cref="BadRequestException">There is no such connector class.</exception>
    /// <exception cref="ConfigException">A config provider fails, or an override cannot be parsed.</exception>
    public async Task<ConfigInfos> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, Action<string> stage, CancellationToken cancellationToken)
    {
        stage("resolving transformed configuration properties for the connector");
        config = variables.Resolve(config, config.GetValueOrDefault(ConnectorKeys.Name) ?? "").Config;
        var className = config.GetValueOrDefault(ConnectorKeys.ConnectorClass)
            ?? throw new BadRequestException($"Connector config {Text(config)} contains no connector type");
        Plugin plugin;
        try
        {
            plugin = FindConnector(className, config.GetValueOrDefault(ConnectorKeys.ConnectorVersion));
            if (_failedClasses.ContainsKey(MissingKey(config, className)))
            {
                throw KnownMissing();
            }
        }
        catch (PluginVersionNotFoundException e)
        {
            return MissingVersion(config, className, e.Message);
        }

        var connector = Create(plugin);
        var validation = new ConnectorValidation(worker, plugins, connector, config, stage);
        var main = await validation.RunAsync(NullValue, cancellationToken).ConfigureAwait(false);
        var parts = new List<ConfigPart> { main };
        parts.AddRange(ValidateOverrides(connector, config, stage));
        parts.AddRange(validation.ConverterParts);
        return new ConfigInfos(
            className, parts.Sum(p => p.ErrorCount), [.. parts.SelectMany(p => p.Groups).Distinct(StringComparer.Ordinal)], [.. parts.SelectMany(p => p.Configs)]);
    }

    /// <summary>The connector class that a config names.</summary>
    /// <exception cref="BadRequestException">There is none.</exception>
    /// <exception cref="PluginVersionNotFoundException">There is one, but not of the version asked for.</exception>
    public Plugin FindConnector(string className, string? version)
    {
        VersionRange? range;
        try
        {
            range = VersionRange.Parse(version);
        }
        catch (InvalidVersionRangeException e)
        {
            throw new BadRequestException(e.Message, e);
        }

        if ((plugins.Find(PluginKind.Sink, className, range) ?? plugins.Find(PluginKind.Source, className, range)) is { } plugin)
        {
            return plugin;
        }

        if (plugins.AmbiguityOf(className) is { } ambiguity)
        {
            throw new BadRequestException(ambiguity);
        }

        var available = string.Join(", ", plugins.All(PluginKind.Sink).Concat(plugins.All(PluginKind.Source)));
        var message = plugins.ResolveClass(className) is { IsAbstract: true }
            ? PluginInstantiationException.Answer
            : $"Failed to find any class that implements Connector and which name matches {className}, available connectors are: {available}";
        throw new BadRequestException(_failedClasses.TryAdd(className, true) ? message : "org.apache.kafka.connect.errors.ConnectException: " + message);
    }

    private static Connector Create(Plugin plugin)
    {
        try
        {
            return PluginCatalog.Create<Connector>(plugin.Type);
        }
        catch (PluginInstantiationException e)
        {
            throw new BadRequestException(PluginInstantiationException.Answer, e);
        }
    }

    private static string Text(IReadOnlyDictionary<string, string?> config) =>
        "{" + string.Join(", ", JavaOrder.CopyOrder(config).Select(e => $"{e.Key}={e.Value ?? "null"}")) + "}";

    private static string MissingKey(IReadOnlyDictionary<string, string?> config, string className) =>
        className + "\n" + VersionRange.Parse(config.GetValueOrDefault(ConnectorKeys.ConnectorVersion));

    // The Java worker stumbles over a version that it has looked for before.
    private static JavaNullPointerException KnownMissing() => new("Cannot invoke \"java.util.List.stream()\" because the return value of "
        + "\"org.apache.kafka.connect.runtime.isolation.VersionedPluginLoadingException.availableVersions()\" is null");

    private ConfigInfos MissingVersion(IReadOnlyDictionary<string, string?> config, string className, string message)
    {
        if (!_failedClasses.TryAdd(MissingKey(config, className), true))
        {
            throw KnownMissing();
        }

        var part = new ConfigPart();
        // Without the connector's class loader nothing is known of converters either.
        var named = new Dictionary<string, string?> { [ConnectorKeys.ConnectorClass] = className };
        var def = ConnectorKeys.Common(plugins, named, null);
        foreach (var value in def.Validate(config, plugins.ResolveClass))
        {
            if (ConverterKeys.All.Any(converter => value.Name == converter.Key || value.Name == ConverterKeys.VersionKey(converter.Key)))
            {
                value.RecommendedValues = [];
            }

            if (value.Name is ConnectorKeys.ConnectorClass or ConnectorKeys.ConnectorVersion)
            {
                value.AddError(message);
            }

            part.Add(def.Keys[value.Name], value);
            part.ErrorCount += value.Errors.Count;
        }

        return new ConfigInfos(className, part.ErrorCount, def.Groups, part.Configs);
    }

    private IEnumerable<ConfigPart> ValidateOverrides(Connector connector, IReadOnlyDictionary<string, string?> config, Action<string> stage)
    {
        var isSource = connector is SourceConnector;
        if (config.TryGetValue(isSource ? ConnectorKeys.OffsetsTopic : ConnectorKeys.DeadLetterTopic, out var topic) && topic is null)
        {
            throw new JavaNullPointerException(
                "Cannot invoke \"String.trim()\" because the return value of \"java.util.Map.getOrDefault(Object, Object)\" is null");
        }

        var deadLetters = !isSource && SinkConnectorConfig.HasDeadLetterTopic(config);
        var ownOffsets = isSource && worker is DistributedConfig
            && (worker.ExactlyOnceSourceEnabled || !string.IsNullOrWhiteSpace(config.GetValueOrDefault(ConnectorKeys.OffsetsTopic)));
        if (isSource || deadLetters)
        {
            stage("validating producer config overrides for the connector");
            yield return ValidateClient(config, ClientKeys.ProducerPrefix);
        }

        if (!isSource || ownOffsets)
        {
            stage("validating consumer config overrides for the connector");
            yield return ValidateClient(config, ClientKeys.ConsumerPrefix);
        }

        if (deadLetters || ownOffsets || (isSource && SourceConnectorConfig.UsesTopicCreationKeys(config)))
        {
            stage("validating admin config overrides for the connector");
            yield return ValidateClient(config, ClientKeys.AdminPrefix);
        }
    }

    private ConfigPart ValidateClient(IReadOnlyDictionary<string, string?> config, string prefix)
    {
        var keys = ClientKeys.For(prefix);
        var overrides = config
            .Where(e => e.Key.Length > prefix.Length && e.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(e => KeyValuePair.Create(e.Key[prefix.Length..], e.Value));
        var parsed = JavaOrder.HashOrder(overrides).Select(o =>
        {
            var type = keys.TryGetValue(o.Key, out var key) && key.Type != ConfigType.Class ? key.Type : (ConfigType?)null;
            return KeyValuePair.Create(o.Key, type is null ? o.Value : ConfigParser.Parse(o.Key, o.Value, type.Value));
        });
        var part = new ConfigPart();
        foreach (var value in policy.Validate(parsed))
        {
            part.AddPrefixed(keys.GetValueOrDefault(value.Name), value, prefix);
        }

        return part;
    }
}

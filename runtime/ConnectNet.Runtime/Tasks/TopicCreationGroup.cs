using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Tasks;

/// <summary>How topics whose name matches are created, from the keys <c>topic.creation.GROUP.*</c>. Immutable.</summary>
internal sealed record TopicCreationGroup
{
    private const string Default = "default";
    private static readonly string[] OwnKeys = ["include", "exclude", "replication.factor", "partitions"];

    public required string Name { get; init; }

    public required JavaRegex Include { get; init; }

    public required JavaRegex Exclude { get; init; }

    public required int Partitions { get; init; }

    public required short ReplicationFactor { get; init; }

    public required Dictionary<string, string> Settings { get; init; }

    /// <summary>The groups in order, the default group last; none where the connector does not say how topics are created.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A key is missing or wrong.</exception>
    public static IReadOnlyList<TopicCreationGroup> Of(SourceConnectorConfig config)
    {
        if (!config.UsesTopicCreation)
        {
            return [];
        }

        var fallback = Parse(config, Default, null);
        return [.. config.TopicCreationGroups.Where(static g => g != Default).Select(g => Parse(config, g, fallback)), fallback];
    }

    public bool Matches(string topic) => !Exclude.Matches(topic) && Include.Matches(topic);

    public TopicSpecification Topic(string name) => new()
    {
        Name = name,
        NumPartitions = Partitions,
        ReplicationFactor = ReplicationFactor,
        Configs = Settings,
    };

    private static TopicCreationGroup Parse(SourceConnectorConfig config, string group, TopicCreationGroup? fallback)
    {
        var prefix = SourceConnectorConfig.TopicCreationPrefix + group + ".";
        var parsed = Keys(prefix, fallback).Parse(config.Originals, static _ => null);
        return new TopicCreationGroup
        {
            Name = group,
            Include = Pattern(prefix + "include", fallback is null ? [".*"] : parsed.List(prefix + "include")),
            Exclude = Pattern(prefix + "exclude", fallback is null ? [] : parsed.List(prefix + "exclude")),
            Partitions = parsed.Int(prefix + "partitions"),
            ReplicationFactor = parsed.Short(prefix + "replication.factor"),
            Settings = config.OriginalsWithPrefix(prefix)
                .Where(e => e.Value is not null && !OwnKeys.Contains(e.Key))
                .ToDictionary(e => e.Key, e => e.Value!, StringComparer.Ordinal),
        };
    }

    private static JavaRegex Pattern(string key, IReadOnlyList<string> patterns) => JavaRegex.Compile(string.Join("|", patterns), key);

    private static ConfigDef Keys(string prefix, TopicCreationGroup? fallback)
    {
        var replication = new ConfigKey(prefix + "replication.factor", ConfigType.Short, Importance.Low, "Replication factor of new topics.")
        {
            Validator = new GroupValidator("replication.factor", static value => value is short and not -1 and < 1
                ? "Replication factor must be positive and not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default"
                : null),
        };
        var partitions = new ConfigKey(prefix + "partitions", ConfigType.Int, Importance.Low, "Partitions of new topics.")
        {
            Validator = new GroupValidator("partitions", static value => value is int and not -1 and < 1
                ? "Number of partitions must be positive, or -1 to use the broker's default"
                : null),
        };
        return new ConfigDef()
            .Define(Patterns(prefix, "include"))
            .Define(Patterns(prefix, "exclude"))
            .Define(fallback is null ? replication : replication with { Default = fallback.ReplicationFactor })
            .Define(fallback is null ? partitions : partitions with { Default = fallback.Partitions });
    }

    private static ConfigKey Patterns(string prefix, string name) => new(prefix + name, ConfigType.List, Importance.Low, "Patterns of topic names.")
    {
        Default = "",
        Validator = new GroupValidator(name, static value =>
        {
            foreach (var pattern in value as IReadOnlyList<string> ?? [])
            {
                if (JavaRegex.Problem(pattern) is { } problem)
                {
                    return "Syntax error in regular expression: " + problem;
                }
            }

            return null;
        }),
    };

    /// <summary>As in Java, the message names the key without the group.</summary>
    private sealed class GroupValidator(string key, Func<object?, string?> check) : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            if (check(value) is { } problem)
            {
                throw new Sdk.Errors.ConfigException(key, value, problem);
            }
        }
    }
}

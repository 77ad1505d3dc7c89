using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A sink connector's config, resolved and parsed for use; immutable.</summary>
internal sealed class SinkConnectorConfig(PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker = null)
    : ConnectorConfig(plugins, ConnectorKeys.Sink(plugins, config, worker), config)
{
    /// <summary>Topics to consume; empty where <see cref="TopicsRegex"/> is set.</summary>
    public IReadOnlyList<string> Topics => List(ConnectorKeys.Topics);

    /// <summary>Pattern of topics to consume, in Java's syntax; null where <see cref="Topics"/> is set.</summary>
    public string? TopicsRegex => Text(ConnectorKeys.TopicsRegex) is { Length: > 0 } regex ? regex : null;

    /// <summary>Topic of records that fail, or null.</summary>
    public string? DeadLetterTopic => Text(ConnectorKeys.DeadLetterTopic) is { Length: > 0 } topic ? topic : null;

    public short DeadLetterReplicationFactor => Short(ConnectorKeys.DeadLetterReplicationFactor);

    /// <summary>Whether records in the dead-letter topic carry headers that say what failed.</summary>
    public bool DeadLetterHeaders => Boolean(ConnectorKeys.DeadLetterHeaders);

    public static bool HasTopics(IReadOnlyDictionary<string, string?> config) => !string.IsNullOrWhiteSpace(config.GetValueOrDefault(ConnectorKeys.Topics));

    public static bool HasTopicsRegex(IReadOnlyDictionary<string, string?> config) =>
        !string.IsNullOrWhiteSpace(config.GetValueOrDefault(ConnectorKeys.TopicsRegex));

    public static bool HasDeadLetterTopic(IReadOnlyDictionary<string, string?> config) =>
        !string.IsNullOrWhiteSpace(config.GetValueOrDefault(ConnectorKeys.DeadLetterTopic));

    /// <summary>Looks at the topics keys together.</summary>
    /// <returns>For each contradiction the key and the message.</returns>
    public static IEnumerable<KeyValuePair<string, string>> CheckTopics(IReadOnlyDictionary<string, string?> config)
    {
        var topics = config.GetValueOrDefault(ConnectorKeys.Topics);
        var regex = config.GetValueOrDefault(ConnectorKeys.TopicsRegex);
        if (HasTopics(config) == HasTopicsRegex(config))
        {
            var problem = HasTopics(config)
                ? "topics and topics.regex are mutually exclusive options, but both are set."
                : "Must configure one of topics or topics.regex";
            yield return new(ConnectorKeys.Topics, problem);
            yield return new(ConnectorKeys.TopicsRegex, problem);
        }

        if (!HasDeadLetterTopic(config))
        {
            yield break;
        }

        var deadLetters = config[ConnectorKeys.DeadLetterTopic]!.Trim();
        if (HasTopics(config) && ConfigParser.SplitList(topics!.Trim()) is var list && list.Contains(deadLetters))
        {
            yield return new(ConnectorKeys.Topics, $"The DLQ topic '{deadLetters}' may not be included in the list of topics "
                + $"('topics=[{string.Join(", ", list)}]') consumed by the connector");
        }

        if (HasTopicsRegex(config) && Matches(regex!.Trim(), deadLetters))
        {
            yield return new(ConnectorKeys.TopicsRegex, $"The DLQ topic '{deadLetters}' may not be matched by the regex for the topics "
                + $"('topics.regex={regex}') consumed by the connector");
        }
    }

    /// <summary>Throws where <see cref="CheckTopics"/> finds a contradiction; run when a task starts.</summary>
    /// <exception cref="ConfigException">There is one.</exception>
    public void EnsureTopics()
    {
        foreach (var (key, message) in CheckTopics(Originals))
        {
            throw new ConfigException(key, Originals.GetValueOrDefault(key), message);
        }
    }

    private static bool Matches(string regex, string topic)
    {
        try
        {
            return JavaRegex.Compile(regex, ConnectorKeys.TopicsRegex).Matches(topic);
        }
        catch (FormatException)
        {
            // The key's own validator reports a pattern that does not compile.
            return false;
        }
    }
}

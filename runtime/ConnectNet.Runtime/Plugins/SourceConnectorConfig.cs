using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A source connector's config, resolved and parsed for use; immutable.</summary>
internal sealed class SourceConnectorConfig(PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker = null)
    : ConnectorConfig(plugins, ConnectorKeys.Source(plugins, config, worker), config)
{
    /// <summary>The prefix of keys that say how topics are created.</summary>
    public const string TopicCreationPrefix = "topic.creation.";

    /// <summary>Names of topic creation groups in order, without the default group.</summary>
    public IReadOnlyList<string> TopicCreationGroups => List(ConnectorKeys.TopicCreationGroups);

    /// <summary>Whether the config says how topics are created.</summary>
    public bool UsesTopicCreation => UsesTopicCreationKeys(Originals);

    /// <summary><c>REQUIRED</c> or <c>REQUESTED</c>.</summary>
    public string ExactlyOnceSupport => RequiredText(ConnectorKeys.ExactlyOnce).ToUpperInvariant();

    /// <summary><c>POLL</c>, <c>INTERVAL</c> or <c>CONNECTOR</c>.</summary>
    public string TransactionBoundary => RequiredText(ConnectorKeys.TransactionBoundary).ToUpperInvariant();

    /// <summary>Milliseconds between transactions; null for the worker's commit interval.</summary>
    public long? TransactionInterval => OptionalLong(ConnectorKeys.TransactionInterval);

    /// <summary>Topic of records that fail, or null.</summary>
    public string? DeadLetterTopic => HasDeadLetterKeys && Text(SourceDeadLetterKeys.Topic) is { Length: > 0 } topic ? topic : null;

    public short DeadLetterReplicationFactor => Short(SourceDeadLetterKeys.ReplicationFactor);

    /// <summary>Whether records in the dead-letter topic carry headers that say what failed.</summary>
    public bool DeadLetterHeaders => Boolean(SourceDeadLetterKeys.Headers);

    /// <summary>A separate topic for this connector's offsets, or null.</summary>
    public string? OffsetsTopic => Text(ConnectorKeys.OffsetsTopic);

    private bool HasDeadLetterKeys => SourceDeadLetterKeys.AreUsed(Originals);

    public static bool UsesTopicCreationKeys(IReadOnlyDictionary<string, string?> config) =>
        config.Any(e => e.Key.StartsWith(TopicCreationPrefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(e.Value));
}

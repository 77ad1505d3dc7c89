using Confluent.Kafka;

namespace ConnectNet.Runtime.Kafka;

/// <summary>What a <see cref="CompactedTopic"/> needs to know of its topic and its clients.</summary>
internal sealed record CompactedTopicSettings
{
    public required string Topic { get; init; }

    /// <summary>Worker property that names the topic, for error texts.</summary>
    public required string ConfigKey { get; init; }

    /// <summary>What the topic keeps, for error texts: <c>connector configurations</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Partitions at creation; null takes the broker's default.</summary>
    public int? Partitions { get; init; }

    /// <summary>Replication factor at creation; null takes the broker's default.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Further topic settings at creation.</summary>
    public IReadOnlyDictionary<string, string> TopicConfigs { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyDictionary<string, string?> ProducerProperties { get; init; }

    public required IReadOnlyDictionary<string, string?> ConsumerProperties { get; init; }

    public required IReadOnlyDictionary<string, string?> AdminProperties { get; init; }

    /// <summary>A producer to write with instead of an own one, such as a task's transactional one; its owner disposes it.</summary>
    public IProducer<byte[]?, byte[]?>? Producer { get; init; }
}

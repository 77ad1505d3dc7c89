using Confluent.Kafka;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Subscribes a consumer to the topics whose whole name matches a Java regular expression: matched here against the cluster's topics,
/// because librdkafka's expressions are others. Used on the thread that consumes.
/// </summary>
internal sealed class TopicRegexSubscription
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    public TopicRegexSubscription(
        IConsumer<byte[]?, byte[]?> consumer, TopicAdmin admin, string javaPattern, TimeSpan maxAge, TimeProvider time)
    {
        _consumer = consumer;
        throw new NotImplementedException();
    }

    /// <summary>Call before each consume: looks for new topics when the last look is older than <c>metadata.max.age.ms</c>.</summary>
    public void Refresh() => _consumer.Subscribe([]);
}

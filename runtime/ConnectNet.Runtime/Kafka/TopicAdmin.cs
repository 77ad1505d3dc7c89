using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Topic administration as Connect needs it. Calls that the broker does not offer are skipped as on a broker that forbids them. All
/// members may be called by any thread; the admin client belongs to the caller.
/// </summary>
internal sealed class TopicAdmin(IAdminClient admin, ILogger logger)
{
    private readonly object[] _parts = [admin, logger];

    /// <summary>Creates the topics that are missing. Throws a ConnectException with Java's text when the broker refuses.</summary>
    public Task<TopicCreationResult> CreateAsync(IReadOnlyCollection<TopicSpecification> topics, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Descriptions of those of the topics that exist; never creates one.</summary>
    public Task<IReadOnlyDictionary<string, TopicDescription>> DescribeAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Names of all topics.</summary>
    public Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Throws a ConfigException unless the topic's cleanup policy is exactly <c>compact</c> or cannot be told.</summary>
    public Task RequireCompactedAsync(string topic, string configKey, string purpose, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>The offsets after the last record of each partition, transactions not regarded.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, long>> EndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => throw new NotImplementedException();
}

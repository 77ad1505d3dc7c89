using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Connectors;

/// <summary>A connector that takes records out of Kafka.</summary>
public abstract class SinkConnector : Connector
{
    /// <summary>Called before an operator's change of the consumer group's offsets is made.</summary>
    /// <param name="config">The connector's config, resolved.</param>
    /// <param name="offsets">Partitions with their new offsets, null to forget one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>True when nothing else is to be done by the operator; false when offsets may also live outside Kafka.</returns>
    /// <exception cref="NotSupportedException">Offsets cannot be changed from outside.</exception>
    /// <exception cref="Errors.ConnectException">The change is wrong; its text is the answer.</exception>
    public virtual ValueTask<bool> AlterOffsetsAsync(
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyDictionary<TopicPartition, long?> offsets,
        CancellationToken cancellationToken) => ValueTask.FromResult(false);
}

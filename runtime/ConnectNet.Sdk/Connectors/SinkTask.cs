using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Connectors;

/// <summary>A task that takes records out of Kafka.</summary>
public abstract class SinkTask : ConnectorTask
{
    private ISinkTaskContext? _context;

    /// <summary>What the worker offers; there from <see cref="Initialize"/> on.</summary>
    /// <exception cref="IllegalWorkerStateException">The task has not been initialized.</exception>
    protected ISinkTaskContext Context => _context ?? throw new IllegalWorkerStateException("The task has not been initialized yet.");

    /// <summary>
    /// Called once, before <see cref="ConnectorTask.StartAsync"/>. An override calls the base first; what it throws makes the task FAILED.
    /// </summary>
    /// <param name="context">What the worker offers.</param>
    public virtual void Initialize(ISinkTaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    /// <summary>Takes records; called after every poll, also with an empty list. May return before they are safe.</summary>
    /// <exception cref="RetriableException">A passing fault: the same records are put again.</exception>
    public abstract ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken);

    /// <summary>Makes everything put so far safe.</summary>
    public virtual ValueTask FlushAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Says which offsets may be committed.</summary>
    /// <param name="offsets">For each partition the offset after the last record put.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>For each partition the offset up to which everything is safe; partitions that are left out are not committed.</returns>
    public virtual async ValueTask<IReadOnlyDictionary<TopicPartition, long>> PreCommitAsync(
        IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        await FlushAsync(offsets, cancellationToken).ConfigureAwait(false);
        return offsets;
    }

    /// <summary>Called with partitions newly assigned, before their first records.</summary>
    public virtual ValueTask OpenAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Called with partitions taken away, after the last commit of their offsets.</summary>
    public virtual ValueTask CloseAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

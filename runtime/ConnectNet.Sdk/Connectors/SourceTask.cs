using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Connectors;

/// <summary>A task that brings records into Kafka.</summary>
public abstract class SourceTask : ConnectorTask
{
    private ISourceTaskContext? _context;

    /// <summary>What the worker offers; there from <see cref="Initialize"/> on.</summary>
    /// <exception cref="IllegalWorkerStateException">The task has not been initialized.</exception>
    protected ISourceTaskContext Context => _context ?? throw new IllegalWorkerStateException("The task has not been initialized yet.");

    /// <summary>
    /// Called once, before <see cref="ConnectorTask.StartAsync"/>. An override calls the base first; what it throws makes the task FAILED.
    /// </summary>
    /// <param name="context">What the worker offers.</param>
    public virtual void Initialize(ISourceTaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    /// <summary>
    /// Waits for records and returns them. Called again at once, so it should wait a while where there is nothing, and return null or
    /// an empty list then, so that the worker can pause the task. The worker itself rests up to 20 ms after a poll that returned nothing at once.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the task is to stop.</param>
    /// <exception cref="RetriableException">A passing fault; polled again after a while.</exception>
    public abstract ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken);

    /// <summary>Called after offsets were committed, for sources that keep offsets themselves.</summary>
    public virtual ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Called for each record that Kafka has taken, or that was dropped by a transformation or under error tolerance. May be called on
    /// another thread than the task's.
    /// </summary>
    /// <param name="record">The record as polled.</param>
    /// <param name="metadata">Where it is in Kafka; null for a dropped record.</param>
    public virtual void RecordCommitted(SourceRecord record, RecordMetadata? metadata)
    {
    }
}

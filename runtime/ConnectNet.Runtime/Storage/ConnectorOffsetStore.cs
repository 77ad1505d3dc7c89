namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The offsets of a connector with a topic of its own (<c>offsets.storage.topic</c>) on top of the worker's store: reads merge both and the
/// connector's wins; writes go to the connector's first. Owns the connector's store, not the worker's. Thread-safe.
/// </summary>
/// <param name="worker">The worker's store.</param>
/// <param name="connectorStore">The connector's store.</param>
/// <param name="logger">Told of copies that failed.</param>
/// <param name="transactional">
/// What is written belongs to a transaction: <see cref="SetAsync"/> returns when the connector's store has been handed everything, and the
/// worker's store gets its copy only once that is committed, or offsets of aborted records would stand there for a connector whose own topic
/// is still empty.
/// </param>
internal sealed partial class ConnectorOffsetStore(OffsetStore worker, OffsetStore connectorStore, ILogger logger, bool transactional = false) : OffsetStore
{
    private readonly Lock _gate = new();
    private List<KeyValuePair<byte[], byte[]?>> _uncommitted = [];

    public override void Start() => connectorStore.Start();

    public override void Stop() => connectorStore.Stop();

    public override async Task<IReadOnlyDictionary<byte[], byte[]?>> GetAsync(
        IReadOnlyCollection<byte[]> keys, CancellationToken cancellationToken)
    {
        var below = worker.GetAsync(keys, cancellationToken);
        var above = connectorStore.GetAsync(keys, cancellationToken);
        var result = new Dictionary<byte[], byte[]?>(await below.ConfigureAwait(false), ByteContent.Comparer);
        foreach (var (key, value) in await above.ConfigureAwait(false))
        {
            if (value is not null)
            {
                result[key] = value;
            }
        }

        return result;
    }

    public override async Task SetAsync(
        IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values, CancellationToken cancellationToken)
    {
        // A removal must reach the lower store first: were only the upper entry gone, the lower one would show again.
        var removals = values.Where(entry => entry.Value is null).ToList();
        if (removals.Count > 0)
        {
            var removed = worker.SetAsync(removals, cancellationToken);
            if (transactional)
            {
                removed.GetAwaiter().GetResult();
            }
            else
            {
                await removed.ConfigureAwait(false);
            }
        }

        await connectorStore.SetAsync(values, cancellationToken).ConfigureAwait(false);
        var rest = values.Where(entry => entry.Value is not null).ToList();
        if (transactional)
        {
            lock (_gate)
            {
                _uncommitted = rest;
            }
        }
        else if (rest.Count > 0)
        {
            _ = WriteBelowAsync(rest);
        }
    }

    public override void Committed()
    {
        List<KeyValuePair<byte[], byte[]?>> committed;
        lock (_gate)
        {
            (committed, _uncommitted) = (_uncommitted, []);
        }

        if (committed.Count > 0)
        {
            _ = WriteBelowAsync(committed);
        }
    }

    public override IReadOnlyCollection<IReadOnlyDictionary<string, object?>> ConnectorPartitions(string connector) =>
        SourcePartitions.HashOrder(worker.ConnectorPartitions(connector)
            .Concat(connectorStore.ConnectorPartitions(connector))
            .Distinct<IReadOnlyDictionary<string, object?>>(SourcePartitions.Comparer));

    private async Task WriteBelowAsync(IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values)
    {
        try
        {
            await worker.SetAsync(values, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotCopied(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to write offsets to secondary backing store")]
    private static partial void LogNotCopied(ILogger log, Exception error);
}

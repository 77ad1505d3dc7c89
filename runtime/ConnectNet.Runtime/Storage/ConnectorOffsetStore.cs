namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The offsets of a connector with a topic of its own (<c>offsets.storage.topic</c>) on top of the worker's store: reads merge both and the
/// connector's wins; writes go to the connector's first. Owns the connector's store, not the worker's. Thread-safe.
/// </summary>
internal sealed partial class ConnectorOffsetStore(OffsetStore worker, OffsetStore connectorStore, ILogger logger) : OffsetStore
{
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
            await worker.SetAsync(removals, cancellationToken).ConfigureAwait(false);
        }

        await connectorStore.SetAsync(values, cancellationToken).ConfigureAwait(false);
        var rest = values.Where(entry => entry.Value is not null).ToList();
        if (rest.Count > 0)
        {
            _ = WriteBelowAsync(rest);
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

using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>An operator's change of a stopped source connector's offsets, whatever store they are in. Used once.</summary>
/// <param name="connector">The connector.</param>
/// <param name="config">Its config.</param>
/// <param name="offsets">The new offsets; null resets all.</param>
/// <param name="source">An instance for the connector's own say.</param>
/// <param name="logger">Told of offsets that cannot be written.</param>
internal sealed class SourceOffsetChange(
    string connector,
    IReadOnlyDictionary<string, string?> config,
    IReadOnlyList<PartitionOffset>? offsets,
    SourceConnector source,
    ILogger logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(90);

    public string Connector => connector;

    /// <summary>Asks the connector, then writes.</summary>
    /// <param name="store">Where the offsets are; started.</param>
    /// <param name="around">Puts what it has to around the writing, which it calls once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the connector says: whether nothing else is to be done.</returns>
    public async Task<bool> RunAsync(OffsetStore store, Func<Func<Task>, Task> around, CancellationToken cancellationToken)
    {
        await store.GetAsync([], cancellationToken).WaitAsync(RequestTimeout, cancellationToken).ConfigureAwait(false);
        var changes = Normalize(offsets ?? [.. store.ConnectorPartitions(connector).Select(static p => new PartitionOffset(p, null))]);
        var complete = await ConnectorOffsets.CallHookAsync(connector, () => source.AlterOffsetsAsync(config, changes, cancellationToken)).ConfigureAwait(false);
        if (changes.Count == 0)
        {
            return complete;
        }

        var writer = new OffsetWriter(store, connector, logger);
        foreach (var (partition, offset) in changes)
        {
            writer.Offset(partition, offset);
        }

        writer.BeginFlush();
        try
        {
            await around(() => writer.FlushAsync(cancellationToken)).WaitAsync(RequestTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new ConnectException($"Timed out while attempting to modify offsets for source connector {connector}", e);
        }

        return complete;
    }

    // What an operator typed goes once through the bytes of the topic, so that the hook sees what tasks will see; the last entry of a
    // partition counts.
    private static List<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>> Normalize(
        IReadOnlyList<PartitionOffset> offsets)
    {
        var changes = new List<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>>();
        foreach (var (partition, offset) in offsets)
        {
            var key = Through(partition);
            changes.RemoveAll(change => SourcePartitions.Comparer.Equals(change.Key, key));
            changes.Add(new(key, Through(offset)));
        }

        return changes;
    }

    private static IReadOnlyDictionary<string, object?>? Through(IReadOnlyDictionary<string, object?>? map) =>
        OffsetJson.ReadValue(OffsetJson.Value(map));
}

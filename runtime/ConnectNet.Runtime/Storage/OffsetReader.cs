namespace ConnectNet.Runtime.Storage;

/// <summary>Reads the source offsets of one connector. May be used by any thread.</summary>
internal sealed class OffsetReader(OffsetStore store, string connector, ILogger logger)
{
    private readonly object[] _parts = [store, connector, logger];

    /// <summary>The offset of one source partition, or null; numbers come back as long or double.</summary>
    public Task<IReadOnlyDictionary<string, object?>?> OffsetAsync(
        IReadOnlyDictionary<string, object?>? partition, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The offsets of several source partitions, in their order; null where nothing is known.</summary>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> OffsetsAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>?> partitions, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}

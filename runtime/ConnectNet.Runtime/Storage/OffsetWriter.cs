namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Gathers the source offsets of one task and writes them in flushes: <see cref="BeginFlush"/> takes what was gathered,
/// <see cref="FlushAsync"/> writes it, <see cref="CancelFlush"/> puts it back behind newer ones. Thread-safe.
/// </summary>
internal sealed class OffsetWriter(OffsetStore store, string connector, ILogger logger)
{
    private readonly object[] _parts = [store, connector, logger];

    /// <summary>Notes the offset of a source partition; the last one before a flush is written.</summary>
    public void Offset(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset) =>
        throw new NotImplementedException();

    /// <summary>True when there are offsets to write; FlushAsync or CancelFlush must follow.</summary>
    public bool BeginFlush() => throw new NotImplementedException();

    /// <summary>Writes what BeginFlush took. When it fails, call <see cref="CancelFlush"/>.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Gives up a flush: its offsets will be part of the next one.</summary>
    public void CancelFlush() => throw new NotImplementedException();
}

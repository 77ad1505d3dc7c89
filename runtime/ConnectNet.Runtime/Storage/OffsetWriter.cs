using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Gathers the source offsets of one task and writes them in flushes: <see cref="BeginFlush"/> takes what was gathered,
/// <see cref="FlushAsync"/> writes it, <see cref="CancelFlush"/> puts it back behind newer ones. Thread-safe.
/// </summary>
internal sealed partial class OffsetWriter(OffsetStore store, string connector, ILogger logger)
{
    private readonly Lock _gate = new();
    private Dictionary<IReadOnlyDictionary<string, object?>, IReadOnlyDictionary<string, object?>?> _gathered = New();
    private Dictionary<IReadOnlyDictionary<string, object?>, IReadOnlyDictionary<string, object?>?>? _flushing;
    private long _flush;

    // Null is a partition like any other, but no key of a dictionary; the empty one takes part as itself.
    private static readonly IReadOnlyDictionary<string, object?> NoPartition = new Dictionary<string, object?> { ["\0"] = null };

    /// <summary>Notes the offset of a source partition; the last one before a flush is written. A null offset removes the entry.</summary>
    public void Offset(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset)
    {
        lock (_gate)
        {
            _gathered[partition ?? NoPartition] = offset;
        }
    }

    /// <summary>True when there are offsets to write; FlushAsync or CancelFlush must follow.</summary>
    /// <exception cref="ConnectException">The last flush has neither ended nor been cancelled.</exception>
    public bool BeginFlush()
    {
        lock (_gate)
        {
            if (_flushing is not null)
            {
                throw new ConnectException("OffsetStorageWriter is already flushing");
            }

            if (_gathered.Count == 0)
            {
                return false;
            }

            _flushing = _gathered;
            _gathered = New();
            return true;
        }
    }

    /// <summary>Writes what BeginFlush took. When it fails, or is given up, the offsets are part of the next flush.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        long flush;
        List<KeyValuePair<byte[], byte[]?>> values;
        lock (_gate)
        {
            flush = _flush;
            try
            {
                values = [.. (_flushing ?? New()).Select(entry => new KeyValuePair<byte[], byte[]?>(
                    OffsetJson.Key(connector, ReferenceEquals(entry.Key, NoPartition) ? null : entry.Key), OffsetJson.Value(entry.Value)))];
            }
            catch (DataException e)
            {
                LogUnwritable(logger, e, connector);
                throw;
            }
        }

        try
        {
            await store.SetAsync(values, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            End(flush, written: false);
            throw;
        }

        End(flush, written: true);
    }

    /// <summary>Gives up a flush: its offsets will be part of the next one, behind newer ones. Does nothing without a flush.</summary>
    public void CancelFlush()
    {
        lock (_gate)
        {
            End(_flush, written: false);
        }
    }

    // A flush that was cancelled meanwhile must not end the one after it.
    private void End(long flush, bool written)
    {
        lock (_gate)
        {
            if (flush != _flush || _flushing is null)
            {
                return;
            }

            if (!written)
            {
                foreach (var (partition, offset) in _gathered)
                {
                    _flushing[partition] = offset;
                }

                _gathered = _flushing;
            }

            _flushing = null;
            _flush++;
        }
    }

    private static Dictionary<IReadOnlyDictionary<string, object?>, IReadOnlyDictionary<string, object?>?> New() => new(SourcePartitions.Comparer);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "CRITICAL: Failed to serialize offset data, making it impossible to commit offsets under namespace {Connector}. This likely won't "
            + "recover unless the unserializable partition or offset information is overwritten.")]
    private static partial void LogUnwritable(ILogger log, Exception error, string connector);
}

using System.Buffers;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// The part of a stream that is being parsed. Rented memory, which grows only when one row does not fit. For one caller.
/// </summary>
internal sealed class ReadBuffer(Stream stream, int mostBytes) : IDisposable
{
    private const int FirstBytes = 64 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _end;

    /// <summary>Where parsing goes on.</summary>
    public int Offset { get; set; }

    /// <summary>From here on bytes are kept though parsing has passed them; null when it need not look back.</summary>
    public int? KeepFrom { get; set; }

    /// <summary>The stream has ended; there is nothing behind the buffer.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>How far <see cref="Offset"/> is into the stream.</summary>
    public long Position => Discarded + Offset;

    /// <summary>Bytes held now, the most so far since it never shrinks.</summary>
    public int Size => _bytes.Length;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(Offset, _end - Offset);

    private long Discarded { get; set; }

    public ReadOnlyMemory<byte> Slice(int from, int to) => _bytes.AsMemory(from, to - from);

    /// <summary>Reads on.</summary>
    /// <returns>False when what must be kept is larger than allowed.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var keep = KeepFrom ?? Offset;
        if (keep > 0)
        {
            _bytes.AsSpan(keep, _end - keep).CopyTo(_bytes);
            Discarded += keep;
            (Offset, _end, KeepFrom) = (Offset - keep, _end - keep, KeepFrom is null ? null : 0);
        }

        if (_end == _bytes.Length && !Grow())
        {
            return false;
        }

        var count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        IsFinal = count == 0;
        _end += count;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        (Offset, _end) = (0, 0);
    }

    private bool Grow()
    {
        if (_end >= mostBytes)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _bytes.Length, Math.Max(mostBytes, _bytes.Length + 1)));
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return true;
    }
}

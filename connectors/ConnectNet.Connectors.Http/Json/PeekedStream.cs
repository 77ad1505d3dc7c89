using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// A stream whose beginning was looked at, and whose last bytes are remembered. Does not own the stream. To be read asynchronously only.
/// </summary>
internal sealed class PeekedStream(Stream inner) : ForwardStream
{
    private const int MostPeeked = 4;

    private readonly byte[] _head = new byte[MostPeeked];
    private readonly byte[] _tail = new byte[4];
    private int _headEnd;
    private int _headStart;

    /// <summary>The last four bytes read so far.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    /// <summary>The first bytes, up to four; they will be read again.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken)
    {
        _headEnd = await inner.ReadAtLeastAsync(_head, MostPeeked, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return _head.AsMemory(0, _headEnd);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        if (_headStart < _headEnd)
        {
            count = Math.Min(buffer.Length, _headEnd - _headStart);
            _head.AsMemory(_headStart, count).CopyTo(buffer);
            _headStart += count;
        }
        else
        {
            count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        Remember(buffer.Span[..count]);
        return count;
    }

    private void Remember(ReadOnlySpan<byte> read)
    {
        if (read.Length >= _tail.Length)
        {
            read[^_tail.Length..].CopyTo(_tail);
            return;
        }

        _tail.AsSpan(read.Length).CopyTo(_tail);
        read.CopyTo(_tail.AsSpan(_tail.Length - read.Length));
    }
}

using System.Text;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>A stream that gives its bytes in pieces, asynchronously only, as a network does.</summary>
internal sealed class PiecedStream(IEnumerator<ReadOnlyMemory<byte>> pieces) : Stream
{
    private ReadOnlyMemory<byte> _piece;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get; set; }

    public static PiecedStream Of(string text, int size) => Of(Encoding.UTF8.GetBytes(text), size);

    public static PiecedStream Of(byte[] bytes, int size) =>
        new(bytes.Chunk(size).Select(piece => (ReadOnlyMemory<byte>)piece).GetEnumerator());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        if (_piece.IsEmpty && pieces.MoveNext())
        {
            _piece = pieces.Current;
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read synchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// Decompressed data, of which there may be so much and must be so much: .NET ends a compressed stream that was cut off as if it were
/// complete. To be read asynchronously only; owns what it reads from.
/// </summary>
/// <param name="inner">The data.</param>
/// <param name="limit">So many bytes at most.</param>
/// <param name="isComplete">Whether data of this length is all of it; asked at the end.</param>
/// <param name="source">Names the report in messages.</param>
/// <param name="owned">Disposed with it, in this order.</param>
internal sealed class CheckedStream(Stream inner, long limit, Func<long, bool> isComplete, string source, params IDisposable[] owned) : ForwardStream
{
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw ReportFailure.Of(FailureClass.RestartSlice, source, $"is damaged after {_count} bytes");
        }

        _count += count;
        if (_count > limit)
        {
            throw ReportFailure.Of(FailureClass.TooBig, source, $"is larger than {limit} bytes when decompressed");
        }

        return count > 0 || buffer.Length == 0 || isComplete(_count) ? count : throw ReportFailure.Of(FailureClass.RestartSlice, source, $"breaks off after {_count} bytes");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            Array.ForEach(owned, static part => part.Dispose());
        }

        base.Dispose(disposing);
    }
}

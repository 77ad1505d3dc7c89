using System.Net;
using System.Net.Http.Headers;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// The body of a request that stays open: hands its stream to whoever writes messages, and ends when they say so.
/// </summary>
internal sealed class PushContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PushContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    /// <summary>The stream, once the connection stands; faulted when it does not come to stand.</summary>
    public Task<Stream> Stream => _stream.Task;

    public void Complete() => _completed.TrySetResult();

    public void Abandon(Exception failure)
    {
        _stream.TrySetException(failure);
        _ = _stream.Task.Exception;
        _completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _stream.TrySetResult(stream);
        return _completed.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using ConnectNet.Connectors.BigQuery.Wire;
using Google.Protobuf;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// One AppendRows call: a gRPC stream in both directions over HTTP/2, with TLS or without. One caller may send while another reads.
/// </summary>
internal sealed class AppendConnection : IAsyncDisposable
{
    private const string Method = "/google.cloud.bigquery.storage.v1.BigQueryWrite/AppendRows";
    private const int PrefixSize = 5;
    private const int MaxAnswer = 32 * 1024 * 1024;

    private readonly CancellationTokenSource _end;
    private readonly PushContent _content = new();
    private readonly HttpRequestMessage _request;
    private readonly Task<HttpResponseMessage> _response;
    private readonly byte[] _prefix = new byte[PrefixSize];
    private Stream? _answers;

    private AppendConnection(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _request = request;
        _request.Content = _content;
        // Not awaited here: the response may begin only after the first message has arrived.
        _response = StartAsync(http);
    }

    /// <summary>Opens a call to append to a stream.</summary>
    public static AppendConnection Open(HttpMessageInvoker http, Uri endpoint, string stream, string? token, string quotaProject, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.GetLeftPart(UriPartial.Authority) + Method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-accept-encoding", "identity");
        request.Headers.Add("x-goog-request-params", "write_stream=" + Uri.EscapeDataString(stream));
        request.Headers.Add("x-goog-user-project", quotaProject);
        request.Headers.UserAgent.ParseAdd("ConnectNet-BigQuerySink/0.1");
        if (token is not null)
        {
            request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        }

        return new AppendConnection(http, request, cancellationToken);
    }

    /// <summary>Sends a request and does not return before it has left the buffer.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async ValueTask SendAsync(AppendRowsRequest message, CancellationToken cancellationToken)
    {
        var stream = await _content.Stream.WaitAsync(cancellationToken).ConfigureAwait(false);
        var size = message.CalculateSize();
        var frame = ArrayPool<byte>.Shared.Rent(PrefixSize + size);
        try
        {
            frame[0] = 0;
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
            message.WriteTo(frame.AsSpan(PrefixSize, size));
            await stream.WriteAsync(frame.AsMemory(0, PrefixSize + size), cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Says that nothing more will be sent; answers still come.</summary>
    public void CompleteSending() => _content.Complete();

    /// <summary>The next answer, or null at the end of the call, when <see cref="EndStatusAsync"/> tells how it ended.</summary>
    public async ValueTask<AppendRowsResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        var response = await _response.WaitAsync(cancellationToken).ConfigureAwait(false);
        _answers ??= await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await _answers.ReadAtLeastAsync(_prefix, PrefixSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        var size = read == PrefixSize ? BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1)) : throw new EndOfStreamException("The stream ended within an answer");
        if (_prefix[0] != 0 || size > MaxAnswer)
        {
            throw new InvalidDataException($"An answer is compressed or too large ({size} bytes)");
        }

        var body = new byte[size];
        await _answers.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return AppendRowsResponse.Parser.ParseFrom(body);
    }

    /// <summary>How the call ended; to be asked after <see cref="ReadAsync"/> returned null.</summary>
    public async ValueTask<GrpcStatus> EndStatusAsync() => GrpcStatus.From(await _response.ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        _content.Complete();
        await _end.CancelAsync().ConfigureAwait(false);
        try
        {
            (await _response.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // Whoever used the connection has seen the reason.
        }

        _request.Dispose();
        _end.Dispose();
    }

    private async Task<HttpResponseMessage> StartAsync(HttpMessageInvoker http)
    {
        try
        {
            return await http.SendAsync(_request, _end.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _content.Abandon(new IOException("The connection failed: " + failure.Message, failure));
            throw;
        }
    }
}

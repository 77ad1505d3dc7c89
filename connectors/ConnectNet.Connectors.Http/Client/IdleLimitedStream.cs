namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// The body of a streamed answer: any length, any time, but no longer pause than the limit. Faults of the connection come out as the
/// verdict that the slice has to be read again. For one reader at a time; owns the answer.
/// </summary>
internal sealed class IdleLimitedStream(ApiRequest request, HttpResponseMessage answer, Stream inner, TimeSpan limit, Redactor redactor) : ForwardStream
{
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(limit);
        try
        {
            var count = await inner.ReadAsync(buffer, idle.Token).ConfigureAwait(false);
            _position += count;
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Broken($"nothing came for {limit.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (error is IOException or HttpRequestException or InvalidDataException)
        {
            throw Broken(redactor.Clean(error.Message));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private ApiFailureException Broken(string reason) =>
        new(new ApiFailure(FailureClass.RestartSlice, $"{request}: the answer broke off after {_position} bytes: {reason}"), null);
}

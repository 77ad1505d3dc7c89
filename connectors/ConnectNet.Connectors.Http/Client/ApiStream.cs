namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// An answer whose body is read as it comes, with its verdict: either a failure, read whole, or a body. Belongs to its caller, who
/// disposes it and so gives up what is left of the body.
/// </summary>
internal sealed class ApiStream(ApiResponse response, ApiFailure? failure, Stream? body) : IDisposable
{
    /// <summary>Status and headers; of a failure also the body.</summary>
    public ApiResponse Response { get; } = response;

    /// <summary>Null is success.</summary>
    public ApiFailure? Failure { get; } = failure;

    /// <summary>
    /// The body, decompressed. A read that ends before the body does, or that waits too long, throws <see cref="ApiFailureException"/> of
    /// the class <see cref="FailureClass.RestartSlice"/>. To be read asynchronously only.
    /// </summary>
    public Stream Body => body ?? throw new InvalidOperationException("A failure has no body to stream.");

    public void Dispose() => body?.Dispose();
}

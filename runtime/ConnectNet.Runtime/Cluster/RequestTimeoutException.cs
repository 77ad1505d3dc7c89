namespace ConnectNet.Runtime.Cluster;

/// <summary>A caller stopped waiting for the herder; the operation itself goes on.</summary>
/// <param name="stage">What the herder was doing for the request, or null when that is not known.</param>
/// <param name="cancellationToken">The caller's token.</param>
internal sealed class RequestTimeoutException(Stage? stage, CancellationToken cancellationToken)
    : OperationCanceledException(cancellationToken)
{
    public Stage? Stage { get; } = stage;
}

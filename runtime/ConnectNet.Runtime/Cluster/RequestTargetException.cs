using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Another worker has to answer this request.</summary>
/// <param name="message">Why.</param>
/// <param name="forwardUrl">REST URL of that worker, or null when nobody is known.</param>
internal abstract class RequestTargetException(string message, string? forwardUrl) : ConnectException(message)
{
    public string? ForwardUrl { get; } = forwardUrl;
}

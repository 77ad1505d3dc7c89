using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A request failed with a status that the herder, or a leader asked over HTTP, decided.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="errorCode">The <c>error_code</c> of the answer.</param>
/// <param name="message">The message of the answer.</param>
/// <param name="cause">What led to it, or null.</param>
[ConnectName("org.apache.kafka.connect.runtime.rest.errors.ConnectRestException")]
internal class RestRequestException(int status, int errorCode, string? message, Exception? cause = null) : ConnectException(message, cause)
{
    public int Status { get; } = status;

    public int ErrorCode { get; } = errorCode;
}

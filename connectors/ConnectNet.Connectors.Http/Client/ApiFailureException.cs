using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>A failure on its way from a stream to the account that decides; fails the task when nobody can.</summary>
internal sealed class ApiFailureException(ApiFailure failure, string? stream)
    : ConnectException(stream is null ? failure.Message : $"Stream {stream}: {failure.Message}")
{
    public ApiFailure Failure { get; } = failure;
}

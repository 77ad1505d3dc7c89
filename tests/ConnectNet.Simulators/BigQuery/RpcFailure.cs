using ConnectNet.Simulators.BigQuery.Wire;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>The gRPC codes the stand-in answers with.</summary>
internal enum RpcCode
{
    Ok = 0, Cancelled = 1, Unknown = 2, InvalidArgument = 3, DeadlineExceeded = 4, NotFound = 5, AlreadyExists = 6, PermissionDenied = 7,
    ResourceExhausted = 8, FailedPrecondition = 9, Aborted = 10, OutOfRange = 11, Unimplemented = 12, Internal = 13, Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>
/// A gRPC call or one append is refused. <see cref="StorageCode"/> travels as a StorageError in the details.
/// </summary>
internal sealed class RpcFailure(RpcCode code, string message, StorageErrorCode storageCode = StorageErrorCode.Unspecified)
    : Exception(message)
{
    public RpcCode Code { get; } = code;

    public StorageErrorCode StorageCode { get; } = storageCode;

    /// <summary>Per-row reasons, by position in the request; empty unless rows were refused.</summary>
    public IReadOnlyList<RowError> RowErrors { get; init; } = [];
}

using ConnectNet.Simulators.BigQuery.Wire;

namespace ConnectNet.Simulators.BigQuery;

internal enum AppendFaultKind
{
    /// <summary>An error in the answer to one append; the stream goes on.</summary>
    InBand,

    /// <summary>The stream ends with a status in its trailers.</summary>
    EndStream,

    /// <summary>The HTTP/2 stream is reset.</summary>
    Reset,
}

/// <summary>
/// What happens to one append instead of success. With <see cref="StoresRows"/> the rows are in the table although the client does not
/// learn of it.
/// </summary>
internal sealed record AppendFault(AppendFaultKind Kind, RpcCode Code = RpcCode.Unavailable, string Message = "injected fault")
{
    public bool StoresRows { get; init; }

    public StorageErrorCode StorageCode { get; init; }
}

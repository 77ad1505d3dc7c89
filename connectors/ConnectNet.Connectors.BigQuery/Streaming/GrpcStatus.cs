using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ConnectNet.Connectors.BigQuery.Wire;
using Google.Protobuf;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>The status codes of gRPC.</summary>
internal enum GrpcCode
{
    Ok = 0, Cancelled = 1, Unknown = 2, InvalidArgument = 3, DeadlineExceeded = 4, NotFound = 5, AlreadyExists = 6, PermissionDenied = 7,
    ResourceExhausted = 8, FailedPrecondition = 9, Aborted = 10, OutOfRange = 11, Unimplemented = 12, Internal = 13, Unavailable = 14,
    DataLoss = 15, Unauthenticated = 16,
}

/// <summary>How a call or one append ended: code, text, and BigQuery's own code where it was sent. Immutable.</summary>
internal sealed record GrpcStatus(GrpcCode Code, string Message, StorageErrorCode StorageCode = StorageErrorCode.Unspecified)
{
    private const string StorageErrorType = "google.cloud.bigquery.storage.v1.StorageError";

    public static GrpcStatus Ok { get; } = new(GrpcCode.Ok, "");

    /// <summary>The status inside an append's answer.</summary>
    public static GrpcStatus From(RpcStatus status) => new((GrpcCode)status.Code, status.Message, StorageCodeOf(status));

    /// <summary>The status of an ended call: trailers, or headers when there was no message, or else what HTTP said.</summary>
    public static GrpcStatus From(HttpResponseMessage response)
    {
        var headers = Has(response.TrailingHeaders, "grpc-status") ? response.TrailingHeaders : (HttpHeaders)response.Headers;
        if (!int.TryParse(Value(headers, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return response.StatusCode == HttpStatusCode.OK ? new GrpcStatus(GrpcCode.Unknown, "the stream ended without a status")
                : new GrpcStatus(FromHttp(response.StatusCode), $"HTTP status {(int)response.StatusCode}");
        }

        return new GrpcStatus((GrpcCode)code, Uri.UnescapeDataString(Value(headers, "grpc-message") ?? ""), StorageCodeOf(headers));
    }

    public override string ToString() => StorageCode == StorageErrorCode.Unspecified ? $"{Code}: {Message}" : $"{Code} ({StorageCode}): {Message}";

    private static StorageErrorCode StorageCodeOf(HttpHeaders headers)
    {
        try
        {
            if (Binary(headers, "grpc-status-details-bin") is { } details && StorageCodeOf(RpcStatus.Parser.ParseFrom(details)) is not StorageErrorCode.Unspecified and var found)
            {
                return found;
            }

            return Binary(headers, "google.cloud.bigquery.storage.v1.storageerror-bin") is { } error ? StorageError.Parser.ParseFrom(error).Code : StorageErrorCode.Unspecified;
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or FormatException)
        {
            return StorageErrorCode.Unspecified;
        }
    }

    private static StorageErrorCode StorageCodeOf(RpcStatus status)
    {
        foreach (var detail in status.Details)
        {
            if (detail.TypeUrl.EndsWith(StorageErrorType, StringComparison.Ordinal))
            {
                return StorageError.Parser.ParseFrom(detail.Value).Code;
            }
        }

        return StorageErrorCode.Unspecified;
    }

    private static GrpcCode FromHttp(HttpStatusCode status) => (int)status switch
    {
        400 or 431 => GrpcCode.Internal,
        401 => GrpcCode.Unauthenticated,
        403 => GrpcCode.PermissionDenied,
        404 => GrpcCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcCode.Unavailable,
        _ => GrpcCode.Unknown,
    };

    private static bool Has(HttpHeaders headers, string name) => headers.TryGetValues(name, out _);

    private static string? Value(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;

    private static byte[]? Binary(HttpHeaders headers, string name) =>
        Value(headers, name)?.Split(',')[0] is { } text ? Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')) : null;
}

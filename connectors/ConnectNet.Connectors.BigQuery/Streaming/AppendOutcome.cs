using ConnectNet.Connectors.BigQuery.Wire;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>What is to be done about a status.</summary>
internal enum AppendOutcome
{
    Stored,

    /// <summary>A passing fault: the same rows again, after a wait.</summary>
    Again,

    /// <summary>The server does not know the newest columns yet: the same rows again, for a longer time.</summary>
    SchemaPending,

    /// <summary>The table is not there (yet): look, create if allowed, then the same rows again.</summary>
    TableMissing,

    /// <summary>The request is too large: in halves.</summary>
    TooLarge,

    /// <summary>The token was refused: once more with a new one.</summary>
    TokenRefused,

    /// <summary>Nothing helps.</summary>
    Fatal,
}

/// <summary>Classifies the statuses of appends: by BigQuery's code first, then gRPC's, then by words of the text.</summary>
internal static class AppendOutcomes
{
    public static AppendOutcome Of(GrpcStatus status) => status.StorageCode switch
    {
        StorageErrorCode.TableNotFound => AppendOutcome.TableMissing,
        StorageErrorCode.SchemaMismatchExtraFields => AppendOutcome.SchemaPending,
        StorageErrorCode.StreamFinalized or StorageErrorCode.StreamNotFound => AppendOutcome.Again,
        _ => ByCode(status),
    };

    private static AppendOutcome ByCode(GrpcStatus status) => status.Code switch
    {
        GrpcCode.Ok => AppendOutcome.Stored,
        _ when Says(status, "request too large") || Says(status, "MessageSize is too large") => AppendOutcome.TooLarge,
        GrpcCode.Aborted or GrpcCode.Unavailable or GrpcCode.Internal or GrpcCode.Cancelled or GrpcCode.DeadlineExceeded or GrpcCode.Unknown
            or GrpcCode.ResourceExhausted or GrpcCode.FailedPrecondition => AppendOutcome.Again,
        GrpcCode.NotFound => AppendOutcome.TableMissing,
        GrpcCode.PermissionDenied when Says(status, "may not exist") => AppendOutcome.TableMissing,
        GrpcCode.InvalidArgument when Says(status, "more fields than BigQuery schema") => AppendOutcome.SchemaPending,
        GrpcCode.Unauthenticated => AppendOutcome.TokenRefused,
        _ => AppendOutcome.Fatal,
    };

    private static bool Says(GrpcStatus status, string words) => status.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}

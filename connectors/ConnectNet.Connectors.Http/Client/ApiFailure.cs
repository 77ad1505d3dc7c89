namespace ConnectNet.Connectors.Http.Client;

/// <summary>What a failed call asks its caller to do. The API's own codes end at the classifier; the sync logic knows only these.</summary>
internal enum FailureClass
{
    /// <summary>Over quota: leave the account (or the whole app) alone until it has quota again. Never counts as an attempt.</summary>
    Throttled,

    /// <summary>Passing trouble: the same call again after a back-off.</summary>
    Transient,

    /// <summary>The answer would be too large: ask for less at a time.</summary>
    TooBig,

    /// <summary>A cursor or report run is gone: begin the slice again.</summary>
    RestartSlice,

    /// <summary>The credentials have run out and may be renewable.</summary>
    AuthExpired,

    /// <summary>This account cannot be read; others can.</summary>
    PermanentAccount,

    /// <summary>This report cannot be read as configured; others can.</summary>
    PermanentStream,

    /// <summary>Nothing can be read until somebody changes the configuration.</summary>
    PermanentConnector,
}

/// <summary>
/// A classified failure. The message is fit for people and logs: it names the cure where there is one, and holds no secret.
/// </summary>
internal sealed record ApiFailure(FailureClass Class, string Message)
{
    /// <summary>For <see cref="FailureClass.Throttled"/>: the limit is the app's, not one account's.</summary>
    public bool IsAppWide { get; init; }

    /// <summary>For <see cref="FailureClass.Throttled"/>: how long the server wants to be left alone.</summary>
    public TimeSpan? Wait { get; init; }
}

/// <summary>An answer with its verdict; a null failure is success.</summary>
internal sealed record ApiResult(ApiResponse Response, ApiFailure? Failure);

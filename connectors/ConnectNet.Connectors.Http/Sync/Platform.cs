using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>Opens one account of a task.</summary>
/// <param name="account">Its id.</param>
/// <param name="observe">To be called with every answer, failures included.</param>
internal delegate IAccountReader OpenAccount(string account, Action<ApiResult> observe);

/// <summary>One account as a platform reads it. Belongs to one task; not thread safe.</summary>
internal interface IAccountReader
{
    IReadOnlyList<IStreamReader> Streams { get; }

    /// <summary>Asks for zone and currency; a failure, or an account without a known zone, has no info.</summary>
    ValueTask<AccountAnswer> LookUpAsync(CancellationToken cancellationToken);

    /// <summary>What an answer tells of the account's quota.</summary>
    QuotaUsage UsageOf(ApiResponse response);
}

/// <summary>The answer to the look-up of an account.</summary>
internal readonly record struct AccountAnswer(AccountInfo? Info, ApiFailure? Failure);

/// <summary>The fullest quota in percent (may exceed 100), and how long until there is quota again.</summary>
internal readonly record struct QuotaUsage(double Percent, TimeSpan Wait);

/// <summary>One stream of one account as a platform reads it. Belongs to one task; not thread safe.</summary>
internal interface IStreamReader
{
    Report Report { get; }

    /// <summary>So many days back numbers are still restated.</summary>
    int LookbackDays { get; }

    /// <summary>Whether a smaller page makes an answer smaller.</summary>
    bool HasPageSize { get; }

    ISliceReader Open(Slice slice);

    /// <summary>The record that deletes a row that is no longer there.</summary>
    /// <param name="account">The row's account.</param>
    /// <param name="date">Its date; the default where the stream has none.</param>
    /// <param name="keyParts">The rest of its key, <see cref="ReadRow.KeyParts"/>.</param>
    /// <param name="time">Now.</param>
    SourceRecord Tombstone(AccountInfo account, DateOnly date, IReadOnlyList<string> keyParts, DateTimeOffset time);
}

/// <summary>
/// The reading of one slice, a call at a time. Nothing of it outlives the process: cursors and runs are short-lived, a restart begins the
/// slice again.
/// </summary>
internal interface ISliceReader
{
    /// <summary>How often the slice was begun again.</summary>
    int Restarts { get; }

    /// <summary>Makes the next call.</summary>
    /// <param name="limit">Rows of a page, at most.</param>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the call when the task stops.</param>
    ValueTask<ReadStep> CallAsync(int limit, AccountInfo account, CancellationToken cancellationToken);

    /// <summary>From the beginning of the slice.</summary>
    void Restart();

    /// <summary>Gives back what the reading holds of limits and connections.</summary>
    void Drop();

    /// <summary>From the beginning of the slice in smaller parts; false where it cannot be cut any more.</summary>
    bool TryNarrow();
}

/// <summary>What one call brought: rows, or the wish to wait, or a failure; or nothing but progress.</summary>
internal readonly record struct ReadStep(IReadOnlyList<ReadRow>? Rows = null, TimeSpan Wait = default, ApiFailure? Failure = null, bool IsSliceRead = false)
{
    public static ReadStep Fail(FailureClass kind, string message) => new(Failure: new ApiFailure(kind, message));

    public static ReadStep Fail(ApiFailure failure) => new(Failure: failure);
}

/// <summary>A row as a record without offset, with the date and the rest of its key as text.</summary>
/// <param name="Record">The record.</param>
/// <param name="Date">Its date; the default where the stream has none.</param>
/// <param name="KeyParts">What is in its key beside account and date.</param>
internal sealed record ReadRow(SourceRecord Record, DateOnly Date, string[] KeyParts);

using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>Every log line of the connector. Messages of the API come here already cleaned of secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Account {Account}, stream {Stream}: slice {Slice} read, {Rows} rows")]
    public static partial void SliceRead(ILogger logger, string account, string stream, Slice slice, long rows);

    /// <summary>The first failure may be chance and the later ones are known: the second is what an operator should see.</summary>
    public static void Retry(ILogger logger, string account, string stream, int attempt, string reason) =>
        Retry(logger, attempt == 2 ? LogLevel.Warning : LogLevel.Debug, account, stream, attempt, reason);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Account {Account}, stream {Stream}: asking for less at a time, page size {Limit}: {Reason}")]
    public static partial void Narrowed(ILogger logger, string account, string stream, int limit, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {Account}, stream {Stream}: slice {Slice} begins again: {Reason}")]
    public static partial void Restarted(ILogger logger, string account, string stream, Slice slice, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account}, stream {Stream}: slice {Slice} failed and is left to the next poll interval: {Reason}")]
    public static partial void SliceFailed(ILogger logger, string account, string stream, Slice slice, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Account {Account}: stream {Stream} is left out until the task is restarted: {Reason}")]
    public static partial void StreamSkipped(ILogger logger, string account, string stream, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Account {Account} is left out for a day: {Reason}")]
    public static partial void AccountSkipped(ILogger logger, string account, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {Account} is left alone for {Wait}: {Reason}")]
    public static partial void Parked(ILogger logger, string account, TimeSpan wait, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account}, stream {Stream}: level, breakdowns or fields have changed, all dates are read again")]
    public static partial void StartsOver(ILogger logger, string account, string stream);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account}, stream {Stream}: a value of field {Field} is no number; the record holds null")]
    public static partial void Malformed(ILogger logger, string account, string stream, string field);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for new accounts failed, will be repeated: {Reason}")]
    public static partial void LookupFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The accounts have changed from {Before} to {After}; tasks are configured anew")]
    public static partial void AccountsChanged(ILogger logger, int before, int after);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Date} has {Keys} keys, too many to keep: rows of it that vanish while the task does not run will not be deleted")]
    public static partial void TooManyKeys(ILogger logger, string date, int keys);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account} cannot be looked up and is left to the next poll interval: {Reason}")]
    public static partial void AccountWaits(ILogger logger, string account, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account}, stream {Stream}: rows are sent although their keys were not committed for {Wait}; should the worker die "
            + "now and one of them vanish, it will not be deleted")]
    public static partial void SentUncommitted(ILogger logger, string account, string stream, TimeSpan wait);

    [LoggerMessage(Message = "Account {Account}, stream {Stream}: attempt {Attempt} failed, will be repeated: {Reason}")]
    private static partial void Retry(ILogger logger, LogLevel level, string account, string stream, int attempt, string reason);
}

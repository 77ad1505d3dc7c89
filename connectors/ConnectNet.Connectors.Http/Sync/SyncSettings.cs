using System.Globalization;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>The settings that all API sources have, as declared by <see cref="SyncKeys"/>. Immutable.</summary>
internal sealed class SyncSettings(ParsedConfig config)
{
    /// <summary>The first date to read; null starts at the look-back window.</summary>
    public DateOnly? StartDate => config.Text(SyncKeys.StartDate) is { Length: > 0 } text ? ParseDate(text) : null;

    public int LookbackDays => config.Int(SyncKeys.LookbackDays);

    public int HotWindowDays => config.Int(SyncKeys.HotWindowDays);

    public int SliceDays => config.Int(SyncKeys.SliceDays);

    public int RetentionMonths => config.Int(SyncKeys.RetentionMonths);

    public TimeSpan PollInterval => Time(SyncKeys.PollInterval);

    public TimeSpan SnapshotInterval => Time(SyncKeys.SnapshotInterval);

    public int PageSize => config.Int(SyncKeys.PageSize);

    public TimeSpan JobTimeout => Time(SyncKeys.JobTimeout);

    public TimeSpan JobPollInterval => Time(SyncKeys.JobPollInterval);

    public int MaxJobsInFlight => config.Int(SyncKeys.MaxJobsInFlight);

    public TimeSpan RequestTimeout => Time(SyncKeys.RequestTimeout);

    public TimeSpan ThrottleMinWait => Time(SyncKeys.ThrottleMinWait);

    public int RetryMaxAttempts => config.Int(SyncKeys.RetryMaxAttempts);

    public int SliceMaxFailures => config.Int(SyncKeys.SliceMaxFailures);

    public bool SkipsBrokenAccounts => config.RequiredText(SyncKeys.ErrorsAccount) == "skip";

    public bool SkipsBrokenStreams => config.RequiredText(SyncKeys.ErrorsStream) == "skip";

    public bool EmitTombstones => config.Boolean(SyncKeys.EmitTombstones);

    public bool IncludeRaw => config.Boolean(SyncKeys.IncludeRaw);

    public bool BackfillOnNewFields => config.Boolean(SyncKeys.BackfillOnNewFields);

    public string TopicPrefix => config.RequiredText(SyncKeys.TopicPrefix);

    public TimeSpan AccountsRefresh => Time(SyncKeys.AccountsRefresh);

    /// <summary>This task's part of limits that hold for the whole app.</summary>
    public double RequestsPerSecond => config.Double(SyncKeys.RequestsPerSecond) / TaskCount;

    public long OperationsPerDay => config.Long(SyncKeys.OperationsPerDay) is > 0 and var perDay ? Math.Max(1, perDay / TaskCount) : 0;

    private int TaskCount =>
        config.Originals.GetValueOrDefault(SyncKeys.TaskCount) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1;

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private TimeSpan Time(string key) => TimeSpan.FromMilliseconds(config.Long(key));
}

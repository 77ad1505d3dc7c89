using System.Text.RegularExpressions;
using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// The keys that all API sources have, declared once; what differs from API to API is given: defaults and limits. Each source calls those
/// whose settings it has, in the order in which they shall be shown.
/// </summary>
internal static class SyncKeys
{
    public const string Accounts = "accounts";
    public const string AccountsRefresh = "accounts.refresh.interval.ms";
    public const string BaseUrl = "base.url";
    public const string ApiVersion = "api.version";
    public const string TopicPrefix = "topic.prefix";
    public const string IncludeRaw = "include.raw";
    public const string EmitTombstones = "emit.tombstones";
    public const string StartDate = "start.date";
    public const string LookbackDays = "lookback.days";
    public const string HotWindowDays = "hot.window.days";
    public const string PollInterval = "poll.interval.ms";
    public const string SnapshotInterval = "snapshot.interval.ms";
    public const string SliceDays = "slice.days";
    public const string RetentionMonths = "retention.months";
    public const string BackfillOnNewFields = "backfill.on.new.fields";
    public const string PageSize = "page.size";
    public const string JobTimeout = "job.timeout.ms";
    public const string JobPollInterval = "job.poll.interval.ms";
    public const string MaxJobsInFlight = "max.jobs.in.flight";
    public const string RequestTimeout = "request.timeout.ms";
    public const string RequestsPerSecond = "requests.per.second";
    public const string OperationsPerDay = "operations.per.day";
    public const string ThrottleMinWait = "throttle.min.wait.ms";
    public const string RetryMaxAttempts = "retry.max.attempts";
    public const string SliceMaxFailures = "slice.max.failures";
    public const string ErrorsAccount = "errors.account";
    public const string ErrorsStream = "errors.stream";

    /// <summary>Set by the connector for its tasks: the accounts of the task and the number of tasks.</summary>
    public const string TaskAccounts = "task.accounts";
    public const string TaskCount = "task.count";

    public const string Connection = "Connection";
    public const string Reports = "Report";
    private const string Window = "Dates";
    public const string Requests = "Requests";
    private const string Failures = "Errors";

    public static ConfigValidator NotEmpty =>
        ConfigValidator.From(value => value is Password { Value.Length: > 0 } ? null : "must not be empty");

    public static ConfigKey Key(string group, string name, ConfigType type, Importance importance, string documentation) =>
        new(name, type, importance, documentation) { Group = group };

    public static ConfigValidator Matches(string pattern, string problem) =>
        ConfigValidator.From(value => value is string text && Regex.IsMatch(text, pattern) ? null : problem);

    /// <summary>Which accounts are read.</summary>
    /// <param name="keys">The declaration.</param>
    /// <param name="ids">The form of ids.</param>
    /// <param name="documentation">What ids look like, and what 'auto' finds.</param>
    public static ConfigDef AddAccounts(ConfigDef keys, AccountIds ids, string documentation) => keys
        .Define(Key(Connection, Accounts, ConfigType.List, Importance.High, documentation)
            with { Validator = ConfigValidator.From(value => AccountSelection.Check(value, ids)) })
        .Define(Key(Connection, AccountsRefresh, ConfigType.Long, Importance.Low,
            "How often to look for new accounts where they are not listed by id. At least an hour.")
            with { Default = 3_600_000L, Validator = ConfigValidator.AtLeast(3_600_000) });

    public static ConfigDef AddService(ConfigDef keys, string name, string url) => keys
        .Define(Key(Connection, BaseUrl, ConfigType.String, Importance.Low, $"Where {name} is.")
            with { Default = url, Validator = ConfigValidator.From(CheckUrl) });

    public static ConfigDef AddTopic(ConfigDef keys, string prefix) => keys
        .Define(Key(Connection, TopicPrefix, ConfigType.String, Importance.High,
            "The topic of a stream is this prefix and the stream's name.")
            with { Default = prefix });

    public static ConfigDef AddRecords(ConfigDef keys) => keys
        .Define(Key(Reports, IncludeRaw, ConfigType.Boolean, Importance.Low, "Whether records carry the row as received, in the field raw.")
            with { Default = false })
        .Define(Key(Reports, EmitTombstones, ConfigType.Boolean, Importance.Medium,
            "Whether a row that has vanished from a date that is read again, or a thing that has vanished from a snapshot, is deleted by a tombstone. "
            + "The keys of each date in the look-back window are kept in the offsets, and a row that is new waits until its key is committed there.")
            with { Default = false });

    /// <summary>Dates and intervals.</summary>
    /// <param name="keys">The declaration.</param>
    /// <param name="lookbackDays">So many days numbers are restated.</param>
    /// <param name="retentionMonths">So many months are kept.</param>
    /// <param name="sliceDays">Days in a request.</param>
    public static ConfigDef AddDates(ConfigDef keys, int lookbackDays, int retentionMonths, int sliceDays) => keys
        .Define(Key(Window, StartDate, ConfigType.String, Importance.High,
            "First date to read, as 2026-01-31; empty starts at the look-back window.") with
        {
            Default = "",
            Validator = ConfigValidator.From(value =>
                value is not string { Length: > 0 } text || SyncSettings.ParseDate(text) is not null ? null : "must be a date such as 2026-01-31"),
        })
        .Define(Key(Window, LookbackDays, ConfigType.Int, Importance.High,
            "So many days back numbers are still restated: they are read again once a day. Rows older than that are final.")
            with { Default = lookbackDays, Validator = ConfigValidator.Between(1, 90) })
        .Define(Key(Window, HotWindowDays, ConfigType.Int, Importance.Medium,
            "The last days, today included, that are read at every poll interval.")
            with { Default = 3, Validator = ConfigValidator.Between(1, 60) })
        .Define(Key(Window, PollInterval, ConfigType.Long, Importance.Medium, "Time between two readings of the last days, and of what has changed.")
            with { Default = 900_000L, Validator = ConfigValidator.AtLeast(100) })
        .Define(Key(Window, SnapshotInterval, ConfigType.Long, Importance.Medium,
            "Time between two whole readings of streams that have no dates, such as campaigns. Between them only what has changed is read, where the API tells.")
            with { Default = 86_400_000L, Validator = ConfigValidator.AtLeast(100) })
        .Define(Key(Window, SliceDays, ConfigType.Int, Importance.Low, "Days in a request, and in the step by which offsets move.")
            with { Default = sliceDays, Validator = ConfigValidator.Between(1, 60) })
        .Define(Key(Window, RetentionMonths, ConfigType.Int, Importance.Low,
            "The API keeps so many months; earlier dates are not asked for.")
            with { Default = retentionMonths, Validator = ConfigValidator.AtLeast(1) })
        .Define(Key(Window, BackfillOnNewFields, ConfigType.Boolean, Importance.Low,
            "Whether everything is read again after values have changed their meaning or number (fields, attribution windows). "
            + "What changes the key (level, breakdowns) always does that.")
            with { Default = false });

    public static ConfigDef AddPages(ConfigDef keys, int size, int most) => keys
        .Define(Key(Requests, PageSize, ConfigType.Int, Importance.Low,
            "Rows per page; halved for a while where the API says that it is too much.")
            with { Default = size, Validator = ConfigValidator.Between(1, most) });

    public static ConfigDef AddJobs(ConfigDef keys) => keys
        .Define(Key(Requests, JobTimeout, ConfigType.Long, Importance.Low, "An asynchronous run that is not done by then is started again.")
            with { Default = 3_600_000L, Validator = ConfigValidator.AtLeast(1000) })
        .Define(Key(Requests, JobPollInterval, ConfigType.Long, Importance.Low,
            "How often to ask whether an asynchronous run is done; longer from time to time.")
            with { Default = 10_000L, Validator = ConfigValidator.AtLeast(10) })
        .Define(Key(Requests, MaxJobsInFlight, ConfigType.Int, Importance.Low, "Asynchronous runs of a task at a time.")
            with { Default = 10, Validator = ConfigValidator.AtLeast(1) });

    public static ConfigDef AddLimits(ConfigDef keys, double perSecond, long perDay) => keys
        .Define(Key(Requests, RequestTimeout, ConfigType.Long, Importance.Low, "A call without a whole answer by then has failed.")
            with { Default = 300_000L, Validator = ConfigValidator.AtLeast(100) })
        .Define(Key(Requests, RequestsPerSecond, ConfigType.Double, Importance.Medium,
            "Calls per second of the whole connector; each task gets its part.")
            with { Default = perSecond, Validator = ConfigValidator.AtLeast(0.001) })
        .Define(Key(Requests, OperationsPerDay, ConfigType.Long, Importance.Low,
            "Calls per day (UTC) of the whole connector; each task gets its part. 0 is without limit.")
            with { Default = perDay, Validator = ConfigValidator.AtLeast(0) });

    public static ConfigDef AddErrors(ConfigDef keys) => keys
        .Define(Key(Failures, ThrottleMinWait, ConfigType.Long, Importance.Low,
            "How long to leave an account alone that is over its quota, where the API does not ask for longer; doubled up to an hour.")
            with { Default = 300_000L, Validator = ConfigValidator.AtLeast(10) })
        .Define(Key(Failures, RetryMaxAttempts, ConfigType.Int, Importance.Low,
            "Attempts of a call before its slice is left to the next poll interval.")
            with { Default = 8, Validator = ConfigValidator.AtLeast(1) })
        .Define(Key(Failures, SliceMaxFailures, ConfigType.Int, Importance.Low,
            "The task fails when a slice has failed in so many poll intervals in succession.")
            with { Default = 10, Validator = ConfigValidator.AtLeast(1) })
        .Define(Key(Failures, ErrorsAccount, ConfigType.String, Importance.Medium,
            "What an account that cannot be read does: 'skip' leaves it out and tries again every day, 'fail' fails the task.")
            with { Default = "skip", Validator = ConfigValidator.OneOf("skip", "fail") })
        .Define(Key(Failures, ErrorsStream, ConfigType.String, Importance.Medium,
            "What a report that the API refuses does: 'fail' fails the task, 'skip' leaves the report out until the task is restarted.")
            with { Default = "fail", Validator = ConfigValidator.OneOf("skip", "fail") });

    private static string? CheckUrl(object? value) =>
        Uri.TryCreate(value as string, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? null : "must be an http or https URL";
}

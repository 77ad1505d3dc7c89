using System.Text.RegularExpressions;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>The one declaration of every key: names, defaults, checks and documentation.</summary>
internal static class FacebookAdsKeys
{
    public const string AccessToken = "access.token";
    public const string AppSecret = "app.secret";
    public const string Accounts = "accounts";
    public const string AccountsRefresh = "accounts.refresh.interval.ms";
    public const string BaseUrl = "base.url";
    public const string ApiVersion = "api.version";
    public const string TopicPrefix = "topic.prefix";
    public const string Streams = "streams";
    public const string Level = "level";
    public const string Fields = "fields";
    public const string Breakdowns = "breakdowns";
    public const string AttributionWindows = "attribution.windows";
    public const string ConversionActionType = "conversion.action.type";
    public const string IncludeDeleted = "include.deleted";
    public const string IncludeRaw = "include.raw";
    public const string EmitTombstones = "emit.tombstones";
    public const string StartDate = "start.date";
    public const string LookbackDays = "lookback.days";
    public const string HotWindowDays = "hot.window.days";
    public const string PollInterval = "poll.interval.ms";
    public const string SliceDays = "slice.days";
    public const string RetentionMonths = "retention.months";
    public const string BackfillOnNewFields = "backfill.on.new.fields";
    public const string PageSize = "page.size";
    public const string AsyncMode = "async.mode";
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

    private const string Connection = "Connection";
    private const string Report = "Report";
    private const string Window = "Dates";
    private const string Requests = "Requests";
    private const string Failures = "Errors";

    public static ConfigDef Definition { get; } = Build();

    private static ConfigDef Build()
    {
        var keys = new ConfigDef();
        AddConnection(keys);
        AddReport(keys);
        AddDates(keys);
        AddRequests(keys);
        AddErrors(keys);
        return keys;
    }

    private static void AddConnection(ConfigDef keys) => keys
        .Define(Key(Connection, AccessToken, ConfigType.Password, Importance.High,
            "Access token with the permission ads_read; that of a system user does not expire.") with { Validator = NotEmpty })
        .Define(Key(Connection, AppSecret, ConfigType.Password, Importance.High,
            "The app's secret. With it every call carries an appsecret_proof, which apps may require.") with { Default = null })
        .Define(Key(Connection, Accounts, ConfigType.List, Importance.High,
            "Ad accounts to read: ids with or without act_, or 'auto' for all that the token sees, or one 'regex:' followed by a pattern on id or name.")
            with { Validator = ConfigValidator.From(AccountSelection.Check) })
        .Define(Key(Connection, AccountsRefresh, ConfigType.Long, Importance.Low,
            "How often to look for new accounts where they are not listed by id. At least an hour.")
            with { Default = 3_600_000L, Validator = ConfigValidator.AtLeast(3_600_000) })
        .Define(Key(Connection, BaseUrl, ConfigType.String, Importance.Low, "Where the Graph API is.")
            with { Default = "https://graph.facebook.com", Validator = ConfigValidator.From(CheckUrl) })
        .Define(Key(Connection, ApiVersion, ConfigType.String, Importance.Medium,
            "Version of the Marketing API; a version lives for about a year.")
            with { Default = "v26.0", Validator = Matches("^v[0-9]+\\.[0-9]+$", "must look like v26.0") })
        .Define(Key(Connection, TopicPrefix, ConfigType.String, Importance.High,
            "The topic of a stream is this prefix and the stream's name.")
            with { Default = "ads.facebook." });

    private static void AddReport(ConfigDef keys) => keys
        .Define(Key(Report, Streams, ConfigType.List, Importance.Medium,
            "Names of the reports. Of each, stream.<name>.level, .fields, .breakdowns and .attribution.windows win over the keys without prefix. "
            + "Without names there is one report, named after level and breakdowns, such as insights_ad_daily.")
            with { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(Key(Report, Level, ConfigType.String, Importance.High, "What a row stands for: account, campaign, adset or ad.")
            with { Default = "ad", Validator = ConfigValidator.OneOf("account", "campaign", "adset", "ad") })
        .Define(Key(Report, Fields, ConfigType.List, Importance.High, "Metrics to read; ids and names come by themselves.")
           
                with { Default = "impressions,clicks,spend,reach,frequency,actions,action_values", Validator = ConfigValidator.UniqueList(allowEmpty: false) })
        .Define(Key(Report, Breakdowns, ConfigType.List, Importance.Medium,
            "Dimensions to break rows down by; they become parts of the record key.")
            with { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(Key(Report, AttributionWindows, ConfigType.List, Importance.Medium, "Attribution windows of the actions.")
            with { Default = "1d_click,7d_click,1d_view", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(Key(Report, ConversionActionType, ConfigType.String, Importance.Low,
            "The action type that fills the columns conversions and conversion_value. Types overlap, so they are never summed.")
            with { Default = "omni_purchase" })
        .Define(Key(Report, IncludeDeleted, ConfigType.Boolean, Importance.Medium,
            "Whether rows of deleted and archived ads are read at level ad.")
            with { Default = true })
        .Define(Key(Report, IncludeRaw, ConfigType.Boolean, Importance.Low, "Whether records carry the row as received, in the field raw.")
            with { Default = false })
        .Define(Key(Report, EmitTombstones, ConfigType.Boolean, Importance.Medium,
            "Whether a row that has vanished from a date that is read again is deleted by a tombstone. "
            + "The keys of each date in the look-back window are kept in the offsets, and a row that is new waits until its key is committed there.")
            with { Default = false });

    private static void AddDates(ConfigDef keys) => keys
        .Define(Key(Window, StartDate, ConfigType.String, Importance.High,
            "First date to read, as 2026-01-31; empty starts at the look-back window.")
           
                with
        {
            Default = "",
            Validator = ConfigValidator.From(value =>
                value is not string { Length: > 0 } text || FacebookAdsConfig.ParseDate(text) is not null ? null : "must be a date such as 2026-01-31"),
        })
        .Define(Key(Window, LookbackDays, ConfigType.Int, Importance.High,
            "So many days back numbers are still restated: they are read again once a day. Rows older than that are final.")
            with { Default = 28, Validator = ConfigValidator.Between(1, 90) })
        .Define(Key(Window, HotWindowDays, ConfigType.Int, Importance.Medium,
            "The last days, today included, that are read at every poll interval.")
            with { Default = 3, Validator = ConfigValidator.Between(1, 60) })
        .Define(Key(Window, PollInterval, ConfigType.Long, Importance.Medium, "Time between two readings of the last days.")
            with { Default = 900_000L, Validator = ConfigValidator.AtLeast(100) })
        .Define(Key(Window, SliceDays, ConfigType.Int, Importance.Low, "Days in a request, and in the step by which offsets move.")
            with { Default = 1, Validator = ConfigValidator.Between(1, 60) })
        .Define(Key(Window, RetentionMonths, ConfigType.Int, Importance.Low,
            "The API keeps so many months; earlier dates are not asked for.")
            with { Default = 37, Validator = ConfigValidator.AtLeast(1) })
        .Define(Key(Window, BackfillOnNewFields, ConfigType.Boolean, Importance.Low,
            "Whether everything is read again after fields or attribution windows have changed. A changed level or breakdown always does that.")
            with { Default = false });

    private static void AddRequests(ConfigDef keys) => keys
        .Define(Key(Requests, PageSize, ConfigType.Int, Importance.Low,
            "Rows per page; halved for a while where the API says that it is too much.")
            with { Default = 100, Validator = ConfigValidator.Between(1, 1000) })
        .Define(Key(Requests, AsyncMode, ConfigType.String, Importance.Medium,
            "Whether reports are made by asynchronous runs: always, never, or auto for those that are too large otherwise.")
            with { Default = "auto", Validator = ConfigValidator.OneOf("auto", "always", "never") })
        .Define(Key(Requests, JobTimeout, ConfigType.Long, Importance.Low, "An asynchronous run that is not done by then is started again.")
            with { Default = 3_600_000L, Validator = ConfigValidator.AtLeast(1000) })
        .Define(Key(Requests, JobPollInterval, ConfigType.Long, Importance.Low,
            "How often to ask whether an asynchronous run is done; longer from time to time.")
            with { Default = 10_000L, Validator = ConfigValidator.AtLeast(10) })
        .Define(Key(Requests, MaxJobsInFlight, ConfigType.Int, Importance.Low, "Asynchronous runs of a task at a time.")
            with { Default = 10, Validator = ConfigValidator.AtLeast(1) })
        .Define(Key(Requests, RequestTimeout, ConfigType.Long, Importance.Low, "A call without a whole answer by then has failed.")
            with { Default = 300_000L, Validator = ConfigValidator.AtLeast(100) })
        .Define(Key(Requests, RequestsPerSecond, ConfigType.Double, Importance.Medium,
            "Calls per second of the whole connector; each task gets its part.")
            with { Default = 10.0, Validator = ConfigValidator.AtLeast(0.001) })
        .Define(Key(Requests, OperationsPerDay, ConfigType.Long, Importance.Low,
            "Calls per day (UTC) of the whole connector; each task gets its part. 0 is without limit.")
            with { Default = 0L, Validator = ConfigValidator.AtLeast(0) });

    private static void AddErrors(ConfigDef keys) => keys
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

    private static ConfigKey Key(string group, string name, ConfigType type, Importance importance, string documentation) =>
        new(name, type, importance, documentation) { Group = group };

    private static ConfigValidator NotEmpty =>
        ConfigValidator.From(value => value is Password { Value.Length: > 0 } ? null : "must not be empty");

    private static ConfigValidator Matches(string pattern, string problem) =>
        ConfigValidator.From(value => value is string text && Regex.IsMatch(text, pattern) ? null : problem);

    private static string? CheckUrl(object? value) =>
        Uri.TryCreate(value as string, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? null : "must be an http or https URL";
}

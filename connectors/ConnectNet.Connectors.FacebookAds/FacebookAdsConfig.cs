using System.Globalization;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>
/// The parsed configuration of connector and task; immutable. Keys and defaults are declared in <see cref="FacebookAdsKeys"/>.
/// </summary>
internal sealed class FacebookAdsConfig : ParsedConfig
{
    public FacebookAdsConfig(IReadOnlyDictionary<string, string?> config)
        : base(FacebookAdsKeys.Definition.Parse(config))
    {
        Accounts = AccountSelection.Parse(List(FacebookAdsKeys.Accounts));
        Reports = ReportSpec.ReadAll(this);
    }

    public AccountSelection Accounts { get; }

    public IReadOnlyList<ReportSpec> Reports { get; }

    public string AccessToken => Secret(FacebookAdsKeys.AccessToken)!.Value;

    public string? AppSecret => Secret(FacebookAdsKeys.AppSecret)?.Value;

    public Uri BaseUrl => new(RequiredText(FacebookAdsKeys.BaseUrl));

    public string ApiVersion => RequiredText(FacebookAdsKeys.ApiVersion);

    /// <summary>The first date to read; null starts at the look-back window.</summary>
    public DateOnly? StartDate => Text(FacebookAdsKeys.StartDate) is { Length: > 0 } text ? ParseDate(text) : null;

    public int LookbackDays => Int(FacebookAdsKeys.LookbackDays);

    public int HotWindowDays => Math.Min(Int(FacebookAdsKeys.HotWindowDays), LookbackDays);

    public int SliceDays => Int(FacebookAdsKeys.SliceDays);

    public int RetentionMonths => Int(FacebookAdsKeys.RetentionMonths);

    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(Long(FacebookAdsKeys.PollInterval));

    public int PageSize => Int(FacebookAdsKeys.PageSize);

    public AsyncMode AsyncMode => Enum.Parse<AsyncMode>(RequiredText(FacebookAdsKeys.AsyncMode), ignoreCase: true);

    public TimeSpan JobTimeout => TimeSpan.FromMilliseconds(Long(FacebookAdsKeys.JobTimeout));

    public TimeSpan JobPollInterval => TimeSpan.FromMilliseconds(Long(FacebookAdsKeys.JobPollInterval));

    public int MaxJobsInFlight => Int(FacebookAdsKeys.MaxJobsInFlight);

    public TimeSpan RequestTimeout => TimeSpan.FromMilliseconds(Long(FacebookAdsKeys.RequestTimeout));

    public TimeSpan ThrottleMinWait => TimeSpan.FromMilliseconds(Long(FacebookAdsKeys.ThrottleMinWait));

    public int RetryMaxAttempts => Int(FacebookAdsKeys.RetryMaxAttempts);

    public int SliceMaxFailures => Int(FacebookAdsKeys.SliceMaxFailures);

    public bool SkipsBrokenAccounts => RequiredText(FacebookAdsKeys.ErrorsAccount) == "skip";

    public bool SkipsBrokenStreams => RequiredText(FacebookAdsKeys.ErrorsStream) == "skip";

    public bool EmitTombstones => Boolean(FacebookAdsKeys.EmitTombstones);

    public bool IncludeDeleted => Boolean(FacebookAdsKeys.IncludeDeleted);

    public bool IncludeRaw => Boolean(FacebookAdsKeys.IncludeRaw);

    public bool BackfillOnNewFields => Boolean(FacebookAdsKeys.BackfillOnNewFields);

    public string ConversionActionType => RequiredText(FacebookAdsKeys.ConversionActionType);

    public string TopicPrefix => RequiredText(FacebookAdsKeys.TopicPrefix);

    /// <summary>This task's part of limits that hold for the whole app.</summary>
    public double RequestsPerSecond => Double(FacebookAdsKeys.RequestsPerSecond) / TaskCount;

    public long OperationsPerDay => Long(FacebookAdsKeys.OperationsPerDay) is > 0 and var perDay ? Math.Max(1, perDay / TaskCount) : 0;

    private int TaskCount =>
        Originals.GetValueOrDefault(FacebookAdsKeys.TaskCount) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1;

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>Checks what single keys cannot show: the key and the problem of each finding. The single keys must be right.</summary>
    public static IReadOnlyList<(string Key, string Problem)> CheckTogether(IReadOnlyDictionary<string, string?> config)
    {
        try
        {
            return [.. new FacebookAdsConfig(config).Reports.SelectMany(BreakdownsAmongFields)];
        }
        catch (ConfigException error)
        {
            return [(FacebookAdsKeys.Streams, error.Message)];
        }
    }

    private static IEnumerable<(string Key, string Problem)> BreakdownsAmongFields(ReportSpec report) =>
        report.Metrics.Where(report.Breakdowns.Contains).Select(field => (
            FacebookAdsKeys.Fields,
            $"'{field}' is a breakdown of stream {report.Stream}; breakdowns come by themselves and must not be listed as fields."));
}

/// <summary>When a report is read through an asynchronous run.</summary>
internal enum AsyncMode
{
    Auto,
    Always,
    Never,
}

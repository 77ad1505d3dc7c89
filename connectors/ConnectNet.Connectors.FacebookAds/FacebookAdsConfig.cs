using ConnectNet.Connectors.Http.Sync;
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
        Sync = new SyncSettings(this);
        Reports = ReportSpec.ReadAll(this);
    }

    /// <summary>What all API sources have.</summary>
    public SyncSettings Sync { get; }

    public IReadOnlyList<ReportSpec> Reports { get; }

    public string AccessToken => Secret(FacebookAdsKeys.AccessToken)!.Value;

    public string? AppSecret => Secret(FacebookAdsKeys.AppSecret)?.Value;

    public Uri BaseUrl => new(RequiredText(SyncKeys.BaseUrl));

    public string ApiVersion => RequiredText(SyncKeys.ApiVersion);

    public AsyncMode AsyncMode => Enum.Parse<AsyncMode>(RequiredText(FacebookAdsKeys.AsyncMode), ignoreCase: true);

    public bool IncludeDeleted => Boolean(FacebookAdsKeys.IncludeDeleted);

    public string ConversionActionType => RequiredText(FacebookAdsKeys.ConversionActionType);

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

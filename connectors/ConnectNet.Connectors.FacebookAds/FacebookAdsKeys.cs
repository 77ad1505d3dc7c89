using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>The one declaration of every key that other API sources do not have, and the order of all of them.</summary>
internal static class FacebookAdsKeys
{
    /// <summary>The platform's name in records and source partitions.</summary>
    public const string Platform = "facebook";

    public const string AccessToken = "access.token";
    public const string AppSecret = "app.secret";
    public const string Streams = "streams";
    public const string Level = "level";
    public const string Fields = "fields";
    public const string Breakdowns = "breakdowns";
    public const string AttributionWindows = "attribution.windows";
    public const string ConversionActionType = "conversion.action.type";
    public const string IncludeDeleted = "include.deleted";
    public const string AsyncMode = "async.mode";

    public static AccountIds Ids { get; } = new(
        id => id.StartsWith("act_", StringComparison.Ordinal) ? id[4..] : id, "ids consist of digits, with or without act_ before them");

    public static ConfigDef Definition { get; } = Build();

    private static ConfigDef Build()
    {
        var keys = new ConfigDef();
        AddConnection(keys);
        AddReport(keys);
        SyncKeys.AddRecords(keys);
        SyncKeys.AddDates(keys, lookbackDays: 28, retentionMonths: 37, sliceDays: 1);
        SyncKeys.AddPages(keys, size: 100, most: 1000);
        keys.Define(SyncKeys.Key(SyncKeys.Requests, AsyncMode, ConfigType.String, Importance.Medium,
            "Whether reports are made by asynchronous runs: always, never, or auto for those that are too large otherwise.")
            with { Default = "auto", Validator = ConfigValidator.OneOf("auto", "always", "never") });
        SyncKeys.AddJobs(keys);
        SyncKeys.AddLimits(keys, perSecond: 10.0, perDay: 0);
        return SyncKeys.AddErrors(keys);
    }

    private static void AddConnection(ConfigDef keys)
    {
        keys.Define(SyncKeys.Key(SyncKeys.Connection, AccessToken, ConfigType.Password, Importance.High,
                "Access token with the permission ads_read; that of a system user does not expire.") with { Validator = SyncKeys.NotEmpty })
            .Define(SyncKeys.Key(SyncKeys.Connection, AppSecret, ConfigType.Password, Importance.High,
                "The app's secret. With it every call carries an appsecret_proof, which apps may require.") with { Default = null });
        SyncKeys.AddAccounts(keys, Ids,
            "Ad accounts to read: ids with or without act_, or 'auto' for all that the token sees, or one 'regex:' followed by a pattern on id or name.");
        SyncKeys.AddService(keys, "the Graph API", "https://graph.facebook.com");
        keys.Define(SyncKeys.Key(SyncKeys.Connection, SyncKeys.ApiVersion, ConfigType.String, Importance.Medium,
            "Version of the Marketing API; a version lives for about a year.")
            with { Default = "v26.0", Validator = SyncKeys.Matches("^v[0-9]+\\.[0-9]+$", "must look like v26.0") });
        SyncKeys.AddTopic(keys, "ads.facebook.");
    }

    private static void AddReport(ConfigDef keys) => keys
        .Define(SyncKeys.Key(SyncKeys.Reports, Streams, ConfigType.List, Importance.Medium,
            "Names of the reports. Of each, stream.<name>.level, .fields, .breakdowns and .attribution.windows win over the keys without prefix. "
            + "Without names there is one report, named after level and breakdowns, such as insights_ad_daily.")
            with { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(SyncKeys.Key(SyncKeys.Reports, Level, ConfigType.String, Importance.High, "What a row stands for: account, campaign, adset or ad.")
            with { Default = "ad", Validator = ConfigValidator.OneOf("account", "campaign", "adset", "ad") })
        .Define(SyncKeys.Key(SyncKeys.Reports, Fields, ConfigType.List, Importance.High, "Metrics to read; ids and names come by themselves.")
            with { Default = "impressions,clicks,spend,reach,frequency,actions,action_values", Validator = ConfigValidator.UniqueList(allowEmpty: false) })
        .Define(SyncKeys.Key(SyncKeys.Reports, Breakdowns, ConfigType.List, Importance.Medium,
            "Dimensions to break rows down by; they become parts of the record key.")
            with { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(SyncKeys.Key(SyncKeys.Reports, AttributionWindows, ConfigType.List, Importance.Medium, "Attribution windows of the actions.")
            with { Default = "1d_click,7d_click,1d_view", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(SyncKeys.Key(SyncKeys.Reports, ConversionActionType, ConfigType.String, Importance.Low,
            "The action type that fills the columns conversions and conversion_value. Types overlap, so they are never summed.")
            with { Default = "omni_purchase" })
        .Define(SyncKeys.Key(SyncKeys.Reports, IncludeDeleted, ConfigType.Boolean, Importance.Medium,
            "Whether rows of deleted and archived ads are read at level ad.")
            with { Default = true });
}

using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>One report: what is asked for, and the topic it goes to. Immutable.</summary>
internal sealed record ReportSpec(
    string Stream, string Topic, string Level, IReadOnlyList<string> Metrics, IReadOnlyList<string> Breakdowns, IReadOnlyList<string> Windows)
    : Report(Stream, Topic)
{
    private static readonly string[] Levels = ["account", "campaign", "adset", "ad"];

    /// <summary>The levels whose ids and names a row has, the coarsest first; none at level account.</summary>
    public IEnumerable<string> IdLevels => Levels.Skip(1).Take(Array.IndexOf(Levels, Level));

    /// <summary>The field that identifies a row at its level; null at level account, where the account itself does.</summary>
    public string? IdField => Level == "account" ? null : Level + "_id";

    /// <summary>Everything to ask for.</summary>
    public IReadOnlyList<string> RequestFields
    {
        get
        {
            var ids = IdLevels.SelectMany(level => new[] { level + "_id", level + "_name" });
            return [.. new[] { "account_id", "account_name", "account_currency" }.Concat(ids).Concat(Metrics).Distinct()];
        }
    }

    public string Attribution => Windows.Count == 0 ? "default" : string.Join(',', Windows);

    public override string KeyHash => Hash([Level, "1", .. Breakdowns.Order(StringComparer.Ordinal)]);

    public override string FieldsHash => Hash([.. Metrics.Order(StringComparer.Ordinal), "|", .. Windows.Order(StringComparer.Ordinal)]);

    public static IReadOnlyList<ReportSpec> ReadAll(ParsedConfig config)
    {
        var names = config.List(FacebookAdsKeys.Streams);
        return names.Count == 0 ? [Read(config, null)] : [.. names.Select(name => Read(config, name))];
    }

    private static ReportSpec Read(ParsedConfig config, string? name)
    {
        var prefix = $"stream.{name}.";
        var own = name is null ? new Dictionary<string, string?>() : config.OriginalsWithPrefix(prefix);
        var level = own.GetValueOrDefault(FacebookAdsKeys.Level) ?? config.RequiredText(FacebookAdsKeys.Level);
        if (!Levels.Contains(level))
        {
            throw new ConfigException(prefix + FacebookAdsKeys.Level, level, "String must be one of: " + string.Join(", ", Levels));
        }

        var breakdowns = ListOf(config, own, FacebookAdsKeys.Breakdowns);
        var stream = name ?? $"insights_{level}_daily" + (breakdowns.Count == 0 ? "" : "_by_" + string.Join('_', breakdowns));
        return new ReportSpec(stream, config.RequiredText(SyncKeys.TopicPrefix) + stream, level,
            [.. ListOf(config, own, FacebookAdsKeys.Fields).Where(field => !HeadFields.Contains(field))], breakdowns,
            ListOf(config, own, FacebookAdsKeys.AttributionWindows));
    }

    private static readonly HashSet<string> HeadFields =
    [
        "account_id", "account_name", "account_currency", "campaign_id", "campaign_name", "adset_id", "adset_name", "ad_id", "ad_name",
        "date_start", "date_stop",
    ];

    private static IReadOnlyList<string> ListOf(ParsedConfig config, IReadOnlyDictionary<string, string?> own, string key) =>
        own.GetValueOrDefault(key) is { } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : config.List(key);
}

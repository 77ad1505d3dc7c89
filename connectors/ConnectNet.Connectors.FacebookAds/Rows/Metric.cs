using ConnectNet.Connectors.Http.Rows;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>How a metric is typed in a record.</summary>
internal enum MetricKind
{
    Count,
    Decimal,
    Actions,
    Text,
}

/// <summary>
/// A metric's column. The API sends every number as a string; the kind is known by name. What is not known by name becomes text, so
/// that a new field of the vendor can be read before this table knows it.
/// </summary>
internal sealed record Metric(string Field, string Column, MetricKind Kind)
{
    private static readonly HashSet<string> Counts =
    [
        "impressions", "clicks", "reach", "unique_clicks", "inline_link_clicks", "unique_inline_link_clicks", "inline_post_engagement",
        "full_view_impressions", "full_view_reach", "estimated_ad_recallers",
    ];

    private static readonly HashSet<string> Decimals =
    [
        "spend", "social_spend", "frequency", "ctr", "unique_ctr", "inline_link_click_ctr", "cpc", "cpm", "cpp", "cost_per_inline_link_click",
        "cost_per_inline_post_engagement", "cost_per_unique_click", "cost_per_unique_inline_link_click", "estimated_ad_recall_rate",
    ];

    private static readonly HashSet<string> ActionLists =
    [
        "actions", "action_values", "conversions", "conversion_values", "cost_per_action_type", "cost_per_conversion", "purchase_roas",
        "website_purchase_roas", "mobile_app_purchase_roas", "outbound_clicks", "unique_outbound_clicks", "unique_actions", "website_ctr",
        "video_play_actions", "video_thruplay_watched_actions", "video_p25_watched_actions", "video_p50_watched_actions",
        "video_p75_watched_actions", "video_p95_watched_actions", "video_p100_watched_actions", "video_30_sec_watched_actions",
        "video_avg_time_watched_actions",
    ];

    /// <summary>People and ratios: adding them up over dates or breakdowns gives nonsense.</summary>
    public bool IsAdditive => !(Field is "reach" or "frequency" or "full_view_reach" or "ctr" or "cpc" or "cpm" or "cpp" or "website_ctr"
        || Field.StartsWith("unique_", StringComparison.Ordinal) || Field.StartsWith("cost_per_", StringComparison.Ordinal)
        || Field.EndsWith("_ctr", StringComparison.Ordinal) || Field.EndsWith("_roas", StringComparison.Ordinal)
        || Field.EndsWith("_rate", StringComparison.Ordinal));

    public static Metric Of(string field)
    {
        var kind = Counts.Contains(field) ? MetricKind.Count
            : Decimals.Contains(field) ? MetricKind.Decimal
            : ActionLists.Contains(field) ? MetricKind.Actions
            : MetricKind.Text;

        // The column "conversions" is a number in the records of every source.
        return new Metric(field, field == "conversions" ? "conversions_by_type" : field, kind);
    }

    public Schema Schema()
    {
        var builder = Kind switch
        {
            MetricKind.Count => new SchemaBuilder(SchemaType.Int64),
            MetricKind.Decimal => LogicalTypes.DecimalBuilder(Numbers.Scale),
            MetricKind.Actions => SchemaBuilder.Array(ActionStats.Schema),
            _ => new SchemaBuilder(SchemaType.String),
        };
        return (IsAdditive ? builder : builder.Parameter("additive", "false").Doc("Not additive over dates or breakdowns.")).Optional().Build();
    }
}

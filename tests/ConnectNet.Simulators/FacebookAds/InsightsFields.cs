using System.Globalization;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// The fields of an insights row. Every metric is a string; a metric without a value is left out, never null and never "0".
/// </summary>
internal static class InsightsFields
{
    private static readonly Dictionary<string, Func<InsightRow, InsightsQuery, JsonNode?>> Writers = new()
    {
        ["account_id"] = (row, _) => row.Account.Id,
        ["account_name"] = (row, _) => row.Account.Name,
        ["account_currency"] = (row, _) => row.Bad == BadRow.CurrencyName ? "Euro" : row.Account.Currency,
        ["campaign_id"] = (row, _) => row.Ad.CampaignId,
        ["campaign_name"] = (row, _) => row.Ad.CampaignName,
        ["adset_id"] = (row, _) => row.Ad.AdSetId,
        ["adset_name"] = (row, _) => row.Ad.AdSetName,
        ["ad_id"] = (row, _) => row.Ad.AdId,
        ["ad_name"] = (row, _) => row.Ad.AdName,
        ["objective"] = (_, _) => "OUTCOME_SALES",
        ["date_start"] = (row, _) => Day(row.Start),
        ["date_stop"] = (row, _) => Day(row.Stop),
        ["impressions"] = (row, _) => Count(row.Totals.Impressions),
        ["clicks"] = (row, _) => Count(Clicks(row)),
        ["unique_clicks"] = (row, _) => Count((long)(row.Totals.Clicks * 0.9)),
        ["inline_link_clicks"] = (row, _) => Count(row.Totals.LinkClicks),
        ["spend"] = (row, _) => Spend(row),
        ["reach"] = (row, _) => Count(row.Totals.Reach),
        ["frequency"] = (row, _) => Ratio(row.Totals.Impressions, row.Totals.Reach),
        ["ctr"] = (row, _) => Ratio(100m * row.Totals.Clicks, row.Totals.Impressions),
        ["cpc"] = (row, _) => Ratio(row.Decimals(row.Totals.SpendMinor), row.Totals.Clicks),
        ["cpm"] = (row, _) => Ratio(1000m * row.Decimals(row.Totals.SpendMinor), row.Totals.Impressions),
        ["actions"] = InsightsActions.Actions,
        ["action_values"] = InsightsActions.Values,
        ["purchase_roas"] = InsightsActions.Roas,
    };

    /// <summary>Known to the API, never with a value here: a metric of features this account does not use.</summary>
    private static readonly HashSet<string> NeverSet =
    [
        "conversions", "conversion_values", "cost_per_conversion", "cost_per_action_type", "website_purchase_roas", "outbound_clicks",
        "unique_outbound_clicks", "website_ctr", "video_play_actions", "video_thruplay_watched_actions", "video_p25_watched_actions",
        "video_p50_watched_actions", "video_p75_watched_actions", "video_p95_watched_actions", "video_p100_watched_actions",
        "video_30_sec_watched_actions", "video_avg_time_watched_actions", "cpp", "quality_ranking", "buying_type", "optimization_goal",
        "attribution_setting", "unique_ctr", "unique_inline_link_clicks", "cost_per_unique_click", "social_spend",
    ];

    public static bool IsKnown(string field) => Writers.ContainsKey(field) || NeverSet.Contains(field);

    public static bool IsAllowedAt(string field, string level) => field switch
    {
        "campaign_id" or "campaign_name" or "objective" => level != "account",
        "adset_id" or "adset_name" => level is "adset" or "ad",
        "ad_id" or "ad_name" => level == "ad",
        _ => true,
    };

    public static JsonObject Write(InsightRow row, InsightsQuery query)
    {
        var json = new JsonObject();
        foreach (var field in query.Fields.Append("date_start").Append("date_stop").Distinct())
        {
            if (Writers.TryGetValue(field, out var write) && write(row, query) is { } value)
            {
                json[field] = value;
            }
        }

        for (var i = 0; i < row.Breakdowns.Count; i++)
        {
            json[row.Breakdowns[i]] = row.Cell[i];
        }

        return json;
    }

    public static long Clicks(InsightRow row) => row.Bad == BadRow.ClicksAboveImpressions ? row.Totals.Impressions + 7 : row.Totals.Clicks;

    private static string? Spend(InsightRow row) => row.Bad switch
    {
        BadRow.NegativeSpend => row.Money(-row.Totals.SpendMinor - 1),
        BadRow.SpendIsText => "n.a.",
        _ => row.Totals.SpendMinor == 0 ? null : row.Money(row.Totals.SpendMinor),
    };

    private static string? Count(long value) => value == 0 ? null : value.ToString(CultureInfo.InvariantCulture);

    private static string? Ratio(decimal part, decimal whole) =>
        part == 0 || whole == 0 ? null : Math.Round(part / whole, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

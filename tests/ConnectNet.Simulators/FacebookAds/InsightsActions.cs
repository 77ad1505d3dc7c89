using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// The list metrics: the same purchase under two action types, <c>value</c> for the default window (7 days after a click, 1 after a view),
/// and one member per requested window that is not zero.
/// </summary>
internal static class InsightsActions
{
    public static JsonArray? Actions(InsightRow row, InsightsQuery query) => NullIfEmpty(
    [
        Stats("link_click", query, row.Totals.LinkClicks, 0, Whole),
        Stats("offsite_conversion.fb_pixel_purchase", query, row.Totals.Purchases, row.Totals.ViewPurchases, Whole),
        Stats("omni_purchase", query, row.Totals.Purchases, row.Totals.ViewPurchases, Whole),
    ]);

    public static JsonArray? Values(InsightRow row, InsightsQuery query) => NullIfEmpty(
    [
        Stats("offsite_conversion.fb_pixel_purchase", query, row.Totals.ValueMinor, 0, row.Money),
        Stats("omni_purchase", query, row.Totals.ValueMinor, 0, row.Money),
    ]);

    public static JsonArray? Roas(InsightRow row, InsightsQuery query) => row.Totals.SpendMinor == 0 ? null : NullIfEmpty(
    [
        Stats("omni_purchase", query, (long)(1_000_000m * row.Totals.ValueMinor / row.Totals.SpendMinor), 0,
            micros => (micros / 1_000_000m).ToString("0.######")),
    ]);

    private static JsonArray? NullIfEmpty(JsonObject?[] stats)
    {
        var present = stats.Where(item => item is not null).ToArray();
        return present.Length == 0 ? null : new JsonArray([.. present]);
    }

    private static string Whole(long value) => value.ToString();

    private static JsonObject? Stats(string type, InsightsQuery query, long click, long view, Func<long, string> text)
    {
        if (click + view == 0)
        {
            return null;
        }

        var stats = new JsonObject { ["action_type"] = type, ["value"] = text(click + view) };
        foreach (var window in query.Windows)
        {
            var value = window switch
            {
                "1d_click" => click * 2 / 3,
                "7d_click" or "28d_click" => click,
                "1d_view" => view,
                _ => 0,
            };
            if (value != 0)
            {
                stats[window] = text(value);
            }
        }

        return stats;
    }
}

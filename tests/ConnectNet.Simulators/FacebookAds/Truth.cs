using System.Globalization;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// Computes the rows a warehouse must hold at a moment, from the same facts the API answers from, without going through JSON.
/// </summary>
internal sealed class Truth(SimulatorOptions options, TimeProvider clock, InsightsEngine engine)
{
    public IReadOnlyList<TruthRow> Rows(TruthQuery query)
    {
        var now = clock.GetUtcNow();
        return [.. options.Accounts.Where(account => query.Accounts?.Contains(account.Id) ?? true)
            .SelectMany(account => engine.Rows(account, Daily(query), now).Select(row => Describe(row, query, account.Today(now))))];
    }

    private static InsightsQuery Daily(TruthQuery query) => new()
    {
        Level = query.Level,
        Fields = [],
        Breakdowns = query.Breakdowns,
        Windows = query.Windows,
        Since = query.Since,
        Until = query.Until,
        Increment = 1,
        Filters = query.IncludeDeleted ? [new RowFilter("ad.effective_status", "IN", ["ACTIVE", "DELETED"])] : [],
    };

    private static TruthRow Describe(InsightRow row, TruthQuery query, DateOnly today)
    {
        var date = row.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var columns = new Dictionary<string, object?>
        {
            ["platform"] = "facebook",
            ["account_id"] = row.Account.Id,
            ["account_name"] = row.Account.Name,
            ["date"] = row.Start,
            ["account_timezone"] = row.Account.TimeZone,
            ["currency"] = row.Bad == BadRow.CurrencyName ? "Euro" : row.Account.Currency,
        };
        AddIds(columns, row);
        for (var i = 0; i < row.Breakdowns.Count; i++)
        {
            columns[row.Breakdowns[i]] = row.Cell[i];
        }

        AddMetrics(columns, row);
        columns["attribution"] = string.Join(',', query.Windows);
        columns["api_version"] = query.ApiVersion;
        columns["slice"] = date;
        columns["is_final"] = row.Start <= today.AddDays(-query.LookbackDays);
        string[] key = [row.Account.Id, date, .. row.LevelId is { } id ? [id] : Array.Empty<string>(), .. row.Cell];
        return new TruthRow(key, columns, row.Bad);
    }

    private static void AddIds(Dictionary<string, object?> columns, InsightRow row)
    {
        if (row.Shows("campaign"))
        {
            columns["campaign_id"] = row.Ad.CampaignId;
            columns["campaign_name"] = row.Ad.CampaignName;
        }

        if (row.Shows("adset"))
        {
            columns["adset_id"] = row.Ad.AdSetId;
            columns["adset_name"] = row.Ad.AdSetName;
        }

        if (row.Shows("ad"))
        {
            columns["ad_id"] = row.Ad.AdId;
            columns["ad_name"] = row.Ad.AdName;
        }
    }

    private static void AddMetrics(Dictionary<string, object?> columns, InsightRow row)
    {
        var totals = row.Totals;
        var purchases = totals.Purchases + totals.ViewPurchases;
        columns["impressions"] = totals.Impressions;
        columns["clicks"] = InsightsFields.Clicks(row) is > 0 and var clicks ? clicks : null;
        columns["spend"] = row.Bad switch
        {
            BadRow.SpendIsText => null,
            BadRow.NegativeSpend => row.Decimals(-totals.SpendMinor - 1),
            _ => totals.SpendMinor == 0 ? null : row.Decimals(totals.SpendMinor),
        };
        columns["conversions"] = purchases == 0 ? null : (double)purchases;
        columns["conversion_value"] = totals.ValueMinor == 0 ? null : row.Decimals(totals.ValueMinor);
        columns["reach"] = totals.Reach;
        columns["frequency"] = Math.Round((decimal)totals.Impressions / totals.Reach, 6);
    }
}

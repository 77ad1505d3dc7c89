namespace ConnectNet.Simulators.FacebookAds;

/// <summary>Computes the rows of a query from the facts, at the requested level, in the requested cells and date steps.</summary>
internal sealed class InsightsEngine(SimulatorOptions options, Facts facts)
{
    public IEnumerable<InsightRow> Rows(AdAccount account, InsightsQuery query, DateTimeOffset asOf)
    {
        var ads = AdTree.Of(account).Where(ad => IsVisible(ad, query) && query.Filters.All(filter => filter.AcceptsAd(ad))).ToList();
        var step = query.Increment ?? (query.Until.DayNumber - query.Since.DayNumber + 1);
        for (var start = query.Since; start <= query.Until; start = start.AddDays(step))
        {
            var stop = start.AddDays(step - 1) < query.Until ? start.AddDays(step - 1) : query.Until;
            foreach (var row in RowsOf(ads, query, start, stop, asOf))
            {
                yield return row;
            }
        }
    }

    /// <summary>At level ad, deleted ads come only when a filter names their status; coarser levels always count them.</summary>
    private static bool IsVisible(SimulatedAd ad, InsightsQuery query) => query.Level != "ad" || ad.Status != "DELETED"
        || query.Filters.Any(filter => filter.Field == "ad.effective_status");

    private static string GroupOf(SimulatedAd ad, string level) => level switch
    {
        "ad" => ad.AdId,
        "adset" => ad.AdSetId,
        "campaign" => ad.CampaignId,
        _ => ad.Account.Id,
    };

    private IEnumerable<InsightRow> RowsOf(List<SimulatedAd> ads, InsightsQuery query, DateOnly start, DateOnly stop, DateTimeOffset asOf)
    {
        foreach (var group in ads.GroupBy(ad => GroupOf(ad, query.Level)))
        {
            var cells = new SortedDictionary<string, (string[] Cell, Totals Totals)>(StringComparer.Ordinal);
            foreach (var ad in group)
            {
                for (var day = start; day <= stop; day = day.AddDays(1))
                {
                    Add(cells, query, ad, facts.Of(ad, day, asOf));
                }
            }

            foreach (var (key, (cell, totals)) in cells)
            {
                if (query.Filters.All(filter => filter.AcceptsTotals(totals)))
                {
                    yield return new InsightRow(group.First(), query.Level, start, stop, query.Breakdowns, cell, totals, BadnessOf(group.Key, start, key));
                }
            }
        }
    }

    private void Add(SortedDictionary<string, (string[] Cell, Totals Totals)> cells, InsightsQuery query, SimulatedAd ad, Totals totals)
    {
        if (totals.IsEmpty)
        {
            return;
        }

        foreach (var (cell, part) in Breakdowns.Split(query.Breakdowns, totals, options.Seed, ad.AdId))
        {
            var key = string.Join('|', cell);
            cells[key] = (cell, cells.TryGetValue(key, out var sum) ? sum.Totals + part : part);
        }
    }

    private BadRow BadnessOf(string id, DateOnly day, string cell)
    {
        var date = day.ToString("yyyy-MM-dd");
        return StableHash.Unit(options.Seed, id, date, cell, "bad") >= options.BadRowRate
            ? BadRow.None
            : (BadRow)(1 + (int)(StableHash.Of(options.Seed, id, date, cell, "kind") % 4));
    }
}

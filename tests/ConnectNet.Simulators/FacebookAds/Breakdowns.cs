namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// The dimensions an answer can be broken down by, the combinations the vendor permits, and the split of totals over their cells.
/// </summary>
internal static class Breakdowns
{
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["age"] = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"],
        ["gender"] = ["female", "male", "unknown"],
        ["country"] = ["AT", "CH", "DE", "JP"],
        ["region"] = ["Bavaria", "Berlin", "Tokyo"],
        ["publisher_platform"] = ["audience_network", "facebook", "instagram", "messenger"],
        ["platform_position"] = ["feed", "reels", "search", "story"],
        ["impression_device"] = ["android_smartphone", "desktop", "iphone"],
        ["device_platform"] = ["desktop", "mobile_app", "mobile_web"],
        ["hourly_stats_aggregated_by_advertiser_time_zone"] =
            [.. Enumerable.Range(0, 24).Select(hour => $"{hour:D2}:00:00 - {hour:D2}:59:59")],
    };

    private static readonly HashSet<string> Permitted =
    [
        "", "age", "gender", "age,gender", "country", "region", "publisher_platform", "impression_device,publisher_platform",
        "platform_position,publisher_platform", "impression_device,platform_position,publisher_platform", "device_platform",
        "hourly_stats_aggregated_by_advertiser_time_zone",
    ];

    public static bool IsKnown(string name) => Values.ContainsKey(name);

    public static bool IsPermitted(IEnumerable<string> names) => Permitted.Contains(string.Join(',', names.Order(StringComparer.Ordinal)));

    /// <summary>The cells of a combination with their part of the totals; parts sum up to the whole, empty cells are left out.</summary>
    public static IEnumerable<(string[] Cell, Totals Part)> Split(IReadOnlyList<string> names, Totals whole, int seed, string adId)
    {
        if (names.Count == 0)
        {
            return [([], whole)];
        }

        var cells = Cells(names);
        var weights = cells.Select(cell => Weight(seed, adId, cell)).ToArray();
        var impressions = Share(whole.Impressions, weights);
        var clicks = Share(whole.Clicks, weights);
        var linkClicks = Share(whole.LinkClicks, weights);
        var spend = Share(whole.SpendMinor, weights);
        var purchases = Share(whole.Purchases, weights);
        var views = Share(whole.ViewPurchases, weights);
        var value = Share(whole.ValueMinor, weights);
        return cells.Select((cell, i) => (cell, new Totals(impressions[i], clicks[i], linkClicks[i], spend[i], purchases[i], views[i], value[i])))
            .Where(part => !part.Item2.IsEmpty);
    }

    private static List<string[]> Cells(IReadOnlyList<string> names)
    {
        List<string[]> cells = [[]];
        foreach (var name in names)
        {
            cells = [.. cells.SelectMany(cell => Values[name].Select(value => (string[])[.. cell, value]))];
        }

        return cells;
    }

    private static double Weight(int seed, string adId, string[] cell)
    {
        var unit = StableHash.Unit(seed, adId, string.Join('/', cell));
        return unit < 0.3 ? 0 : unit;
    }

    /// <summary>Largest remainders: integer parts in proportion to the weights that sum up to the total.</summary>
    private static long[] Share(long total, double[] weights)
    {
        var sum = weights.Sum();
        var parts = new long[weights.Length];
        if (sum == 0)
        {
            parts[0] = total;
            return parts;
        }

        var remainders = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var exact = total * weights[i] / sum;
            parts[i] = (long)exact;
            remainders[i] = exact - parts[i];
        }

        var left = total - parts.Sum();
        foreach (var i in Enumerable.Range(0, weights.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take((int)left))
        {
            parts[i]++;
        }

        return parts;
    }
}

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// What an ad did on a day, as known at a moment: numbers grow for 28 days, some are corrected down after three, some rows vanish.
/// Numbers are made anew every quarter of an hour, as the vendor's are. A pure function of seed, ad, day and moment, except for the rows a test makes vanish by name.
/// </summary>
internal sealed class Facts(SimulatorOptions options)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(15);
    private readonly HashSet<(string Ad, DateOnly Day)> _vanished = [];
    private readonly Lock _lock = new();

    public void Vanish(string adId, DateOnly day)
    {
        lock (_lock)
        {
            _vanished.Add((adId, day));
        }
    }

    public Totals Of(SimulatedAd ad, DateOnly day, DateTimeOffset asOf)
    {
        var date = day.ToString("yyyy-MM-dd");
        var age = AgeInDays(ad.Account, day, new DateTimeOffset(asOf.UtcTicks - (asOf.UtcTicks % Refresh.Ticks), TimeSpan.Zero));
        if (age <= 0 || day < ad.Account.FirstDay || Unit(ad, date, "idle") < 0.08 || IsVanished(ad, day, date, age))
        {
            return default;
        }

        var known = KnownShare(age);
        var corrected = age >= 3 && Unit(ad, date, "correction") < 0.15;
        var final = Final(ad, date);
        var impressions = (long)(final.Impressions * known * (corrected ? 0.90 : 1));
        return new Totals(
            impressions,
            (long)(final.Clicks * known),
            (long)(final.LinkClicks * known),
            (long)(final.SpendMinor * known * (corrected ? 0.85 : 1)),
            (long)(final.Purchases * known),
            (long)(final.ViewPurchases * known),
            (long)(final.ValueMinor * known));
    }

    /// <summary>The share of a day's final numbers that is known at an age: 70 % after a day, 90 % after two, all after 29.</summary>
    private static double KnownShare(double age) => age switch
    {
        <= 1 => 0.7 * age,
        <= 2 => 0.7 + (0.2 * (age - 1)),
        <= 8 => 0.9 + (0.07 * (age - 2) / 6),
        <= 29 => 0.97 + (0.03 * (age - 8) / 21),
        _ => 1,
    };

    /// <summary>In days of the account's zone: the day that a clock change shortens to 23 hours is one day too.</summary>
    private static double AgeInDays(AdAccount account, DateOnly day, DateTimeOffset asOf)
    {
        var local = TimeZoneInfo.ConvertTime(asOf, account.Zone);
        var start = local.Date;
        var next = start.AddDays(1);
        var startUtc = TimeZoneInfo.ConvertTimeToUtc(start, account.Zone);
        var length = TimeZoneInfo.ConvertTimeToUtc(next, account.Zone) - startUtc;
        return DateOnly.FromDateTime(start).DayNumber - day.DayNumber + ((asOf.UtcDateTime - startUtc) / length);
    }

    private Totals Final(SimulatedAd ad, string date)
    {
        var impressions = 300 + (long)(Unit(ad, date, "impressions") * 4200);
        var clicks = (long)(impressions * 0.025 * Unit(ad, date, "ctr"));
        var linkClicks = (long)(clicks * (0.5 + (0.4 * Unit(ad, date, "link"))));
        var cpmMajor = 2 + (6 * Unit(ad, date, "cpm"));
        var perMajor = ad.Account.MinorDigits == 0 ? 160 : 100;
        var purchases = (long)(linkClicks * 0.3 * Unit(ad, date, "purchase"));
        return new Totals(impressions, clicks, linkClicks, (long)(impressions / 1000.0 * cpmMajor * perMajor), purchases,
            purchases / 4, (long)(purchases * (20 + (60 * Unit(ad, date, "basket"))) * perMajor));
    }

    private bool IsVanished(SimulatedAd ad, DateOnly day, string date, double age)
    {
        lock (_lock)
        {
            return _vanished.Contains((ad.AdId, day)) || (age >= 2.5 && Unit(ad, date, "vanish") < options.VanishRate);
        }
    }

    private double Unit(SimulatedAd ad, string date, string what) => StableHash.Unit(options.Seed, ad.Account.Id, ad.AdId, date, what);
}

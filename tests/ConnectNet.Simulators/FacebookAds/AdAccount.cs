namespace ConnectNet.Simulators.FacebookAds;

/// <summary>An ad account of the simulated business and the size of its tree of campaigns, ad sets and ads.</summary>
internal sealed record AdAccount(string Id, string Name, string Currency, string TimeZone)
{
    /// <summary>The pair most tests use: money with cents and a zone with daylight saving, money without and a zone without.</summary>
    public static IReadOnlyList<AdAccount> BerlinAndTokyo { get; } =
    [
        new("400100200300", "Nordlicht Retail", "EUR", "Europe/Berlin"),
        new("400100200301", "Hinode Commerce", "JPY", "Asia/Tokyo"),
    ];

    public int Campaigns { get; init; } = 2;

    public int AdSetsPerCampaign { get; init; } = 2;

    public int AdsPerAdSet { get; init; } = 2;

    /// <summary>Delivery begins on this day; before it there are no rows.</summary>
    public DateOnly FirstDay { get; init; } = new(2020, 1, 1);

    /// <summary>The last ad of the account is deleted: seen at level ad only when asked for by its status.</summary>
    public bool LastAdDeleted { get; init; } = true;

    /// <summary>Digits of the currency's minor unit.</summary>
    public int MinorDigits => Currency is "JPY" or "KRW" or "CLP" or "VND" ? 0 : 2;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
}

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// One row of an answer before it is written: who, when, which cell, how much. The ad stands for its level; lower ids are not written.
/// </summary>
internal sealed record InsightRow(
    SimulatedAd Ad, string Level, DateOnly Start, DateOnly Stop, IReadOnlyList<string> Breakdowns, string[] Cell, Totals Totals, BadRow Bad)
{
    public AdAccount Account => Ad.Account;

    /// <summary>The id that identifies a row at its level; null at level account.</summary>
    public string? LevelId => Level switch
    {
        "campaign" => Ad.CampaignId,
        "adset" => Ad.AdSetId,
        "ad" => Ad.AdId,
        _ => null,
    };

    /// <summary>Money in major units, without trailing zeros, as a decimal string.</summary>
    public string Money(long minor) => Decimals(minor).ToString("0.######");

    public decimal Decimals(long minor) => Account.MinorDigits == 0 ? minor : minor / 100m;

    public bool Shows(string level) => Array.IndexOf(Levels, level) <= Array.IndexOf(Levels, Level);

    private static readonly string[] Levels = ["account", "campaign", "adset", "ad"];
}

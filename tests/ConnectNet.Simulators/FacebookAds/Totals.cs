namespace ConnectNet.Simulators.FacebookAds;

/// <summary>The additive numbers of a row, as integers (money in minor units), so that parts always sum up to the whole.</summary>
internal record struct Totals(long Impressions, long Clicks, long LinkClicks, long SpendMinor, long Purchases, long ViewPurchases, long ValueMinor)
{
    public readonly bool IsEmpty => Impressions == 0;

    /// <summary>People, not additive: two rows of the same people share them.</summary>
    public readonly long Reach => (long)Math.Ceiling(Math.Pow(Impressions, 0.97));

    public static Totals operator +(Totals a, Totals b) =>
        new(a.Impressions + b.Impressions, a.Clicks + b.Clicks, a.LinkClicks + b.LinkClicks,
        a.SpendMinor + b.SpendMinor, a.Purchases + b.Purchases, a.ViewPurchases + b.ViewPurchases, a.ValueMinor + b.ValueMinor);
}

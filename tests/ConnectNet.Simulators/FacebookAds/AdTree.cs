namespace ConnectNet.Simulators.FacebookAds;

/// <summary>One ad with its parents' ids and names. Ids have 18 digits, as the vendor's: above what a double can hold.</summary>
internal sealed record SimulatedAd(
    AdAccount Account, string CampaignId, string CampaignName, string AdSetId, string AdSetName, string AdId, string AdName, string Status);

/// <summary>The ads of an account, in id order; computed from the account alone.</summary>
internal static class AdTree
{
    private static readonly string[] Objectives = ["Prospecting", "Retargeting", "Brand", "Launch"];

    public static List<SimulatedAd> Of(AdAccount account)
    {
        var ads = new List<SimulatedAd>();
        var suffix = int.Parse(account.Id[^3..]) % 100;
        for (var campaign = 1; campaign <= account.Campaigns; campaign++)
        {
            var campaignId = $"12021{suffix:D2}00000{campaign:D6}";
            var campaignName = $"{account.Name} | {Objectives[(campaign - 1) % Objectives.Length]} | {campaign}";
            for (var set = 1; set <= account.AdSetsPerCampaign; set++)
            {
                var setId = $"12022{suffix:D2}000{campaign:D4}{set:D4}";
                for (var ad = 1; ad <= account.AdsPerAdSet; ad++)
                {
                    ads.Add(new SimulatedAd(account, campaignId, campaignName, setId, $"ad set {campaign}-{set}",
                        $"12023{suffix:D2}{campaign:D4}{set:D3}{ad:D4}", $"video-{campaign}{set}{ad}", "ACTIVE"));
                }
            }
        }

        if (account.LastAdDeleted)
        {
            ads[^1] = ads[^1] with { Status = "DELETED" };
        }

        return ads;
    }
}

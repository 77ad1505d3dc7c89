using System.Text.Json;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>One condition of <c>filtering</c>: on ids, effective status or impressions.</summary>
internal sealed record RowFilter(string Field, string Operator, IReadOnlyList<string> Values)
{
    private static readonly HashSet<string> Known =
    [
        "campaign.id", "adset.id", "ad.id", "ad.effective_status", "adset.effective_status", "campaign.effective_status",
        "ad.impressions", "campaign.name", "adset.name", "ad.name",
    ];

    public static IReadOnlyList<RowFilter> Parse(string? json)
    {
        if (json is null)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw GraphError.BadParameter("Param filtering must be an array of {field, operator, value}.");
        }
    }

    public bool AcceptsAd(SimulatedAd ad) => Field switch
    {
        "campaign.id" => Accepts(ad.CampaignId),
        "adset.id" => Accepts(ad.AdSetId),
        "ad.id" => Accepts(ad.AdId),
        "campaign.name" => Accepts(ad.CampaignName),
        "adset.name" => Accepts(ad.AdSetName),
        "ad.name" => Accepts(ad.AdName),
        "ad.effective_status" => Accepts(ad.Status),
        _ => true,
    };

    public bool AcceptsTotals(Totals totals) => Field != "ad.impressions" || Operator switch
    {
        "GREATER_THAN" => totals.Impressions > long.Parse(Values[0]),
        "LESS_THAN" => totals.Impressions < long.Parse(Values[0]),
        _ => totals.Impressions == long.Parse(Values[0]),
    };

    private static RowFilter Read(JsonElement element)
    {
        var field = element.GetProperty("field").GetString()!;
        var name = element.GetProperty("operator").GetString()!;
        var value = element.GetProperty("value");
        if (!Known.Contains(field))
        {
            throw GraphError.BadParameter($"Filtering field {field} is not supported");
        }

        if (name is not ("IN" or "NOT_IN" or "EQUAL" or "GREATER_THAN" or "LESS_THAN" or "CONTAIN"))
        {
            throw GraphError.BadParameter($"Filtering operator {name} is not supported");
        }

        string[] values = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()];
        return new RowFilter(field, name, values);
    }

    private bool Accepts(string actual) => Operator switch
    {
        "IN" => Values.Contains(actual),
        "NOT_IN" => !Values.Contains(actual),
        "CONTAIN" => actual.Contains(Values[0], StringComparison.OrdinalIgnoreCase),
        _ => actual == Values[0],
    };
}

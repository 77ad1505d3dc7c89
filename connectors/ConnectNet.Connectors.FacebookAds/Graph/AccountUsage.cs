using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// What the usage headers tell, on success and on failure: the fullest quota in percent (may exceed 100) and how long until there is
/// quota again. Headers come as JSON text; one says minutes, another seconds.
/// </summary>
internal static class AccountUsage
{
    public static QuotaUsage Read(ApiResponse response)
    {
        var usage = default(QuotaUsage);
        usage = Add(usage, response.Header("X-Business-Use-Case-Usage"));
        usage = Add(usage, response.Header("X-Ad-Account-Usage"));
        usage = Add(usage, response.Header("X-App-Usage"));
        return Add(usage, response.Header("X-FB-Ads-Insights-Throttle"));
    }

    private static QuotaUsage Add(QuotaUsage usage, string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return usage;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Add(usage, document.RootElement);
        }
        catch (JsonException)
        {
            return usage;
        }
    }

    private static QuotaUsage Add(QuotaUsage usage, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Aggregate(usage, Add);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return usage;
        }

        foreach (var member in element.EnumerateObject())
        {
            usage = member.Value.ValueKind == JsonValueKind.Number ? Add(usage, member.Name, member.Value.GetDouble()) : Add(usage, member.Value);
        }

        return usage;
    }

    private static QuotaUsage Add(QuotaUsage usage, string name, double value) => name switch
    {
        "call_count" or "total_time" or "total_cputime" or "acc_id_util_pct" or "app_id_util_pct" =>
            usage with { Percent = Math.Max(usage.Percent, value) },
        "estimated_time_to_regain_access" => usage with { Wait = Max(usage.Wait, TimeSpan.FromMinutes(value)) },
        "reset_time_duration" => usage with { Wait = Max(usage.Wait, TimeSpan.FromSeconds(value)) },
        _ => usage,
    };

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

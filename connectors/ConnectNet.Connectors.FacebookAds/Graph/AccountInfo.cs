using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>What has to be known of an account before its dates mean anything. Immutable.</summary>
internal sealed record AccountInfo(string Id, string? Name, string Currency, string ZoneName, TimeZoneInfo Zone)
{
    /// <summary>Null when the answer lacks the zone or names one that this machine does not know.</summary>
    public static AccountInfo? Read(string id, ApiResponse response)
    {
        using var json = response.Json();
        if (json is null || Text(json, "timezone_name") is not { } zoneName || !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            return null;
        }

        return new AccountInfo(id, Text(json, "name"), Text(json, "currency") ?? "", zoneName, zone);
    }

    public static DateOnly LocalDate(DateTimeOffset time, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    public DateOnly Today(DateTimeOffset now) => LocalDate(now, Zone);

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

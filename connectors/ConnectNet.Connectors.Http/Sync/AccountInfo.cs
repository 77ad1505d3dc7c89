namespace ConnectNet.Connectors.Http.Sync;

/// <summary>What has to be known of an account before its dates mean anything. Immutable.</summary>
internal sealed record AccountInfo(string Id, string? Name, string Currency, string ZoneName, TimeZoneInfo Zone)
{
    /// <summary>Null when the zone is missing or unknown to this machine.</summary>
    public static AccountInfo? Of(string id, string? name, string? currency, string? zoneName) =>
        zoneName is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone)
            ? new AccountInfo(id, name, currency ?? "", zoneName, zone)
            : null;

    public static DateOnly LocalDate(DateTimeOffset time, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    public DateOnly Today(DateTimeOffset now) => LocalDate(now, Zone);
}

using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>A name that texts have for a time zone, as Java understands it. Immutable.</summary>
/// <param name="Name">Such as <c>PST</c> or <c>Pacific Daylight Time</c>.</param>
/// <param name="ZoneId">The zone in the time zone database.</param>
/// <param name="Daylight">Minutes of summer time that the name says; null where the zone's rules tell.</param>
/// <param name="Standard">Minutes east of UTC today, for machines without a time zone database.</param>
internal sealed record NamedZone(string Name, string ZoneId, int? Daylight, int Standard)
{
    // Rules repeat after 400 years, which DateTime's range needs.
    private const long Cycle = 146_097 * EpochMillis.PerDay;

    private readonly Lazy<TimeZoneInfo> _zone = new(() => TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone(ZoneId, TimeSpan.FromMinutes(Standard), ZoneId, ZoneId));

    /// <summary>Milliseconds of standard and of summer time that a local time has.</summary>
    /// <param name="wall">The local time as if it were UTC.</param>
    public (int Standard, int Daylight) OffsetsAt(long wall)
    {
        var last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        var known = wall <= last ? wall : last - Cycle + ((wall - last) % Cycle);
        var first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        var time = DateTime.SpecifyKind(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(known, first)).DateTime, DateTimeKind.Unspecified);
        var total = (int)_zone.Value.GetUtcOffset(time).TotalMilliseconds;
        var daylight = _zone.Value.IsDaylightSavingTime(time) ? (Daylight is > 0 and var minutes ? minutes : 60) * 60_000 : 0;
        return (total - daylight, daylight);
    }
}

using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Days, times of day and instants, from every form that records have them in. Proleptic Gregorian, UTC, floor division before 1970.
/// </summary>
internal static class Moments
{
    private const long MicrosPerDay = 86_400_000_000;
    private const long MinDay = -719162;
    private const long MaxDay = 2932896;
    private const long MinMicros = MinDay * MicrosPerDay;
    private const long MaxMicros = ((MaxDay + 1) * MicrosPerDay) - 1;

    /// <summary>Days since 1970-01-01, or null when the value is no date.</summary>
    public static long? Days(object value, string? logicalName) => value switch
    {
        EpochMillis millis => Checked(Math.DivRem(millis.Value, EpochMillis.PerDay) is var (days, rest) && rest < 0 ? days - 1 : days),
        int days when logicalName == LogicalNames.DebeziumDate => Checked(days),
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) =>
            date.DayNumber + MinDay,
        _ => null,
    };

    /// <summary>Microseconds since midnight, or null when the value is no time of day.</summary>
    public static long? MicrosOfDay(object value, string? logicalName) => value switch
    {
        EpochMillis millis => CheckedOfDay(millis.Value, 1000),
        int millis when logicalName == LogicalNames.DebeziumTime => CheckedOfDay(millis, 1000),
        long micros when logicalName == LogicalNames.DebeziumMicroTime => CheckedOfDay(micros, 1),
        string text when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => time.Ticks / TimeSpan.TicksPerMicrosecond,
        _ => null,
    };

    /// <summary>Microseconds since 1970-01-01 UTC, or null when the value is no instant.</summary>
    public static long? Micros(object value, string? logicalName) => value switch
    {
        EpochMillis millis => CheckedInstant(millis.Value, 1000),
        long millis when logicalName == LogicalNames.DebeziumTimestamp => CheckedInstant(millis, 1000),
        long micros when logicalName == LogicalNames.DebeziumMicroTimestamp => CheckedInstant(micros, 1),
        string text => Parse(text),
        _ => null,
    };

    public static string TimeText(long micros) =>
        new TimeOnly(micros * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    public static string DateTimeText(long micros) =>
        DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 with an offset or Z; without either it is UTC. More than six digits of a second are cut.</summary>
    private static long? Parse(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return null;
        }

        var ticks = instant.UtcTicks - DateTime.UnixEpoch.Ticks;
        return (long)Math.Floor(ticks / (decimal)TimeSpan.TicksPerMicrosecond);
    }

    private static long Checked(long days) =>
        days is >= MinDay and <= MaxDay ? days : throw new ConversionException($"day {days} is outside the years 1 to 9999");

    private static long CheckedOfDay(long value, long factor) => value >= 0 && value < MicrosPerDay / factor
        ? value * factor
        : throw new ConversionException($"{value} is no time of day");

    private static long CheckedInstant(long value, long factor) => value >= MinMicros / factor && value <= MaxMicros / factor
        ? value * factor
        : throw new ConversionException($"instant {value} is outside the years 1 to 9999");
}

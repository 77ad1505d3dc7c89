using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Days, times of day and instants, from every form that records have them in. Proleptic Gregorian, UTC, floor division before 1970.
/// </summary>
internal static class Moments
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;
    private const long MinDay = -719162;
    private const long MaxDay = 2932896;
    private const long MinMicros = MinDay * MicrosPerDay;
    private const long MaxMicros = ((MaxDay + 1) * MicrosPerDay) - 1;

    /// <summary>Days since 1970-01-01, or null when the value is no date.</summary>
    public static long? Days(object value, string? logicalName) => value switch
    {
        EpochMillis millis => Checked(Math.DivRem(millis.Value, EpochMillis.PerDay) is var (days, rest) && rest < 0 ? days - 1 : days),
        int days when logicalName == LogicalNames.DebeziumDate => Checked(days),
        string text => CivilTime.Days(text),
        _ => null,
    };

    /// <summary>Microseconds since midnight, or null when the value is no time of day.</summary>
    public static long? MicrosOfDay(object value, string? logicalName) => value switch
    {
        EpochMillis millis => CheckedOfDay(millis.Value, 1000),
        int millis when logicalName == LogicalNames.DebeziumTime => CheckedOfDay(millis, 1000),
        long micros when logicalName == LogicalNames.DebeziumMicroTime => CheckedOfDay(micros, 1),
        string text => CivilTime.MicrosOfDay(text),
        _ => null,
    };

    /// <summary>Microseconds since 1970-01-01 UTC, or null when the value is no instant. A plain number counts seconds, as in BigQuery's JSON rows.</summary>
    public static long? Micros(object value, string? logicalName) => value switch
    {
        EpochMillis or long or string when Stated(value, logicalName) is { } micros => micros,
        long seconds when logicalName is null => CheckedInstant(seconds, MicrosPerSecond),
        int seconds when logicalName is null => CheckedInstant(seconds, MicrosPerSecond),
        double when Numerics.From(value) is { } seconds => Fractional(seconds),
        string text => CivilTime.Instant(text, cuts: false),
        _ => null,
    };

    /// <summary>The same for a column without zone: an instant is told in UTC, a text must not have an offset.</summary>
    public static long? CivilMicros(object value, string? logicalName) =>
        Stated(value, logicalName) ?? (value is string text ? CivilTime.Micros(text) : null);

    private static long? Stated(object value, string? logicalName) => value switch
    {
        EpochMillis millis => CheckedInstant(millis.Value, 1000),
        long millis when logicalName == LogicalNames.DebeziumTimestamp => CheckedInstant(millis, 1000),
        long micros when logicalName == LogicalNames.DebeziumMicroTimestamp => CheckedInstant(micros, 1),
        string text when logicalName == LogicalNames.DebeziumZonedTimestamp => CivilTime.Instant(text, cuts: true),
        _ => null,
    };

    private static long Fractional(BigDecimal seconds)
    {
        if (seconds.CompareTo(new BigDecimal(MaxMicros, 6)) > 0 || seconds.CompareTo(new BigDecimal(MinMicros, 6)) < 0)
        {
            throw new ConversionException("the instant is outside the years 1 to 9999");
        }

        return Texts.Integer(seconds with { Scale = seconds.Scale - 6 })
            ?? throw new ConversionException("the time has digits below the microsecond, which BigQuery does not store");
    }

    public static string TimeText(long micros) =>
        new TimeOnly(micros * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    public static string DateTimeText(long micros) =>
        DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    /// <exception cref="ConversionException">BigQuery has no such instant.</exception>
    public static long CheckedMicros(long micros) => CheckedInstant(micros, 1);

    private static long Checked(long days) =>
        days is >= MinDay and <= MaxDay ? days : throw new ConversionException($"day {days} is outside the years 1 to 9999");

    private static long CheckedOfDay(long value, long factor) => value >= 0 && value < MicrosPerDay / factor
        ? value * factor
        : throw new ConversionException($"{value} is no time of day");

    private static long CheckedInstant(long value, long factor) => value >= MinMicros / factor && value <= MaxMicros / factor
        ? value * factor
        : throw new ConversionException($"instant {value} is outside the years 1 to 9999");
}

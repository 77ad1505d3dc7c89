using System.Globalization;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// The texts of dates and times that BigQuery reads: <c>yyyy-[M]M-[d]d</c>, <c>[H]H:[m]m[:[s]s[.ffffff]]</c>, both with a T or blank between
/// them, and for an instant an offset, Z or UTC behind. Nothing else, so that no text means another day by chance.
/// </summary>
internal static class CivilTime
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;
    private const int FractionDigits = 6;

    /// <summary>Days since 1970-01-01, or null.</summary>
    public static long? Days(ReadOnlySpan<char> text) => TakeDate(ref text, out var days) && text.IsEmpty ? days : null;

    /// <summary>Microseconds since midnight, or null.</summary>
    /// <exception cref="ConversionException">There are digits below the microsecond.</exception>
    public static long? MicrosOfDay(ReadOnlySpan<char> text) => TakeTime(ref text, cuts: false, out var micros) && text.IsEmpty ? micros : null;

    /// <summary>Microseconds since 1970-01-01 on the clock of no zone in particular, or null: a text with an offset is none.</summary>
    /// <exception cref="ConversionException">There are digits below the microsecond.</exception>
    public static long? Micros(ReadOnlySpan<char> text) => TakeDateTime(ref text, cuts: false, out var micros) && text.IsEmpty ? micros : null;

    /// <summary>Microseconds since 1970-01-01 UTC, or null; without an offset it is UTC.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cuts">Whether digits below the microsecond are left out rather than refused.</param>
    /// <exception cref="ConversionException">There are digits below the microsecond, or the instant is outside BigQuery's years.</exception>
    public static long? Instant(ReadOnlySpan<char> text, bool cuts)
    {
        if (!TakeDateTime(ref text, cuts, out var micros) || Offset(text) is not { } offset)
        {
            return null;
        }

        return Moments.CheckedMicros(micros - offset);
    }

    private static bool TakeDateTime(ref ReadOnlySpan<char> text, bool cuts, out long micros)
    {
        micros = 0;
        if (!TakeDate(ref text, out var days))
        {
            return false;
        }

        long ofDay = 0;
        if (text.Length > 1 && text[0] is 'T' or 't' or ' ' && char.IsAsciiDigit(text[1]))
        {
            text = text[1..];
            if (!TakeTime(ref text, cuts, out ofDay))
            {
                return false;
            }
        }

        micros = (days * MicrosPerDay) + ofDay;
        return true;
    }

    private static bool TakeDate(ref ReadOnlySpan<char> text, out long days)
    {
        days = 0;
        if (!TakeNumber(ref text, 4, 4, out var year) || !Take(ref text, '-') || !TakeNumber(ref text, 1, 2, out var month)
            || !Take(ref text, '-') || !TakeNumber(ref text, 1, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return true;
    }

    private static bool TakeTime(ref ReadOnlySpan<char> text, bool cuts, out long micros)
    {
        micros = 0;
        if (!TakeNumber(ref text, 1, 2, out var hour) || !Take(ref text, ':') || !TakeNumber(ref text, 1, 2, out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        var second = 0;
        if (Take(ref text, ':') && (!TakeNumber(ref text, 1, 2, out second) || second > 59))
        {
            return false;
        }

        micros = ((((hour * 60L) + minute) * 60) + second) * MicrosPerSecond;
        return !Take(ref text, '.') || TakeFraction(ref text, cuts, ref micros);
    }

    private static bool TakeFraction(ref ReadOnlySpan<char> text, bool cuts, ref long micros)
    {
        var digits = Digits(text);
        var below = text[Math.Min(digits, FractionDigits)..digits];
        if (!cuts && below.ContainsAnyExcept('0'))
        {
            throw new ConversionException("the time has digits below the microsecond, which BigQuery does not store");
        }

        var fraction = text[..Math.Min(digits, FractionDigits)].ToString().PadRight(FractionDigits, '0');
        micros += digits == 0 ? 0 : long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        text = text[digits..];
        return digits > 0;
    }

    /// <summary>Microseconds ahead of UTC, or null when the text is no offset.</summary>
    private static long? Offset(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(' ');
        if (text.IsEmpty || text.Equals("Z", StringComparison.OrdinalIgnoreCase) || text.Equals("UTC", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var sign = text[0] == '-' ? -1 : 1;
        var minutes = 0;
        if (!(Take(ref text, '+') || Take(ref text, '-')) || !TakeNumber(ref text, 1, 2, out var hours)
            || (!text.IsEmpty && ((Take(ref text, ':') && text.IsEmpty) || !TakeNumber(ref text, 2, 2, out minutes)))
            || !text.IsEmpty || hours > 18 || minutes > 59)
        {
            return null;
        }

        return sign * ((hours * 60L) + minutes) * 60 * MicrosPerSecond;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text, int least, int most, out int number)
    {
        var digits = Math.Min(Digits(text), most);
        number = digits >= least ? int.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        text = text[digits..];
        return digits >= least;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}

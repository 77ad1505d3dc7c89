namespace ConnectNet.Sdk.Java;

/// <summary>
/// Days and dates of Java's default calendar in UTC: Gregorian since 15 October 1582, Julian before. A day is counted from 1970-01-01; the
/// year before 1 is 0. Pure functions.
/// </summary>
internal static class JavaCalendar
{
    /// <summary>15 October 1582, the day after 4 October 1582.</summary>
    public const long FirstGregorianDay = -141_427;

    /// <summary>The year of that day.</summary>
    public const int CutoverYear = 1582;

    private const long MillisOfDay = 86_400_000;

    /// <summary>The day in which a point in time lies.</summary>
    public static long DayOfMillis(long millis) => FloorDiv(millis, MillisOfDay);

    /// <summary>The first day of a month.</summary>
    public static long DayOf(long year, int month)
    {
        var gregorian = DayOf(year, month, gregorian: true);
        return gregorian >= FirstGregorianDay ? gregorian : DayOf(year, month, gregorian: false);
    }

    /// <summary>The first day of a month in one of the two calendars.</summary>
    public static long DayOf(long year, int month, bool gregorian)
    {
        // Counts from March, so that the leap day is the last of its year.
        var shifted = month > 2 ? year : year - 1;
        var monthFromMarch = (month + 9) % 12;
        var days = (shifted * 365) + FloorDiv(shifted, 4) + (((153 * monthFromMarch) + 2) / 5);
        return gregorian
            ? days - FloorDiv(shifted, 100) + FloorDiv(shifted, 400) - 719_468
            : days - 719_470;
    }

    /// <summary>The date of a day.</summary>
    public static (long Year, int Month, int Day) DateOf(long day)
    {
        var gregorian = day >= FirstGregorianDay;
        var year = 1970 + (gregorian ? FloorDiv(day * 400, 146_097) : FloorDiv(day * 4, 1461));
        while (DayOf(year + 1, 1, gregorian) <= day)
        {
            year++;
        }

        while (DayOf(year, 1, gregorian) > day)
        {
            year--;
        }

        var month = 12;
        while (DayOf(year, month, gregorian) > day)
        {
            month--;
        }

        return (year, month, (int)(day - DayOf(year, month, gregorian)) + 1);
    }

    /// <summary>Days of a month.</summary>
    public static int LengthOf(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year < CutoverYear || year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>The weekday of a day, Sunday 1.</summary>
    public static int WeekdayOf(long day) => (int)FloorMod(day + 4, 7) + 1;

    /// <summary>The last day, not after the one given, that is a weekday (Sunday 1); other numbers than 1 to 7 go on counting.</summary>
    public static long OnOrBefore(long day, int weekday) => day - FloorMod(day + 4 - (weekday - 1L), 7);

    /// <summary>Division that rounds down.</summary>
    public static long FloorDiv(long dividend, long divisor) => (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    /// <summary>What <see cref="FloorDiv"/> leaves.</summary>
    public static long FloorMod(long dividend, long divisor) => dividend - (FloorDiv(dividend, divisor) * divisor);
}

namespace ConnectNet.Sdk.Data;

/// <summary>
/// Days and dates of Java's default calendar in UTC: Gregorian since 15 October 1582, Julian before. Months and days may overflow; they
/// are carried as in a lenient calendar. Pure functions.
/// </summary>
internal static class JavaCalendar
{
    private const long FirstGregorianDay = -141_427;

    /// <summary>Days since 1970-01-01 of a date; the year before 1 is 0.</summary>
    public static long DayOf(long year, long month, long day)
    {
        var months = (year * 12) + month - 1;
        year = FloorDiv(months, 12);
        var monthOfYear = (int)(months - (year * 12)) + 1;
        var gregorian = DayOfFirst(year, monthOfYear, gregorian: true) + day - 1;
        return gregorian >= FirstGregorianDay ? gregorian : DayOfFirst(year, monthOfYear, gregorian: false) + day - 1;
    }

    /// <summary>The date of a day since 1970-01-01.</summary>
    public static (long Year, int Month, int Day) DateOf(long day)
    {
        var gregorian = day >= FirstGregorianDay;
        var year = 1970 + FloorDiv(day * 400, 146_097);
        while (DayOfFirst(year + 1, 1, gregorian) <= day)
        {
            year++;
        }

        while (DayOfFirst(year, 1, gregorian) > day)
        {
            year--;
        }

        var month = 12;
        while (DayOfFirst(year, month, gregorian) > day)
        {
            month--;
        }

        return (year, month, (int)(day - DayOfFirst(year, month, gregorian)) + 1);
    }

    /// <summary>Division that rounds down.</summary>
    public static long FloorDiv(long dividend, long divisor) => (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    private static long DayOfFirst(long year, int month, bool gregorian)
    {
        // Counts from March, so that the leap day is the last of its year.
        var shifted = month > 2 ? year : year - 1;
        var monthFromMarch = (month + 9) % 12;
        var days = (shifted * 365) + FloorDiv(shifted, 4) + (((153 * monthFromMarch) + 2) / 5);
        return gregorian
            ? days - FloorDiv(shifted, 100) + FloorDiv(shifted, 400) - 719_468
            : days - 719_470;
    }
}

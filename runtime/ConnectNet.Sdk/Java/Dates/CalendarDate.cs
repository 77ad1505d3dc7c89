using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>The date of a point in time in Java's calendar, in UTC; weeks begin on Sunday, and the first is the one with the first day.</summary>
internal readonly ref struct CalendarDate
{
    private readonly long _day;

    public CalendarDate(long millis)
    {
        _day = JavaCalendar.DayOfMillis(millis);
        MillisOfDay = (int)(millis - (_day * EpochMillis.PerDay));
        (Year, Month, DayOfMonth) = JavaCalendar.DateOf(_day);
    }

    /// <summary>The year; the one before 1 is 0.</summary>
    public long Year { get; }

    public int Month { get; }

    public int DayOfMonth { get; }

    public int MillisOfDay { get; }

    public int Hour => MillisOfDay / 3_600_000;

    /// <summary>Sunday is 1.</summary>
    public int Weekday => JavaCalendar.WeekdayOf(_day);

    public long DayOfYear => _day - JavaCalendar.DayOf(Year, 1) + 1;

    // Ten days are missing in October 1582, so that days are counted, not read off the date.
    public long DayOfWeekInMonth => ((_day - JavaCalendar.DayOf(Year, Month)) / 7) + 1;

    public long WeekOfMonth => Week(JavaCalendar.DayOf(Year, Month));

    public long WeekOfYear => IsInWeekOf(JavaCalendar.DayOf(Year + 1, 1)) ? 1 : Week(JavaCalendar.DayOf(Year, 1));

    /// <summary>The year that the week belongs to.</summary>
    public long WeekYear
    {
        get
        {
            // Before Christ Java takes the first of January of another year, because its years count backwards there.
            var next = JavaCalendar.DayOf(Year > 0 ? Year + 1 : -Year, 1);
            var daysLeft = JavaCalendar.DayOf(Year + 1, 1) - _day;
            return daysLeft < JavaCalendar.WeekdayOf(next) ? Year + 1 : Year;
        }
    }

    private bool IsInWeekOf(long nextYear) => _day - Weekday + 7 >= nextYear;

    private long Week(long first) => ((_day - JavaCalendar.OnOrBefore(first, 1)) / 7) + 1;
}

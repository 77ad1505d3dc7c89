using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// The fields that one text has told, with their order: where several tell the day, the ones told last decide, as in Java's lenient
/// calendar. Numbers overflow as Java's 32 bits do.
/// </summary>
internal ref struct DateFields(Span<int> memory)
{
    /// <summary>Number of fields; twice as many integers are needed.</summary>
    public const int Count = (int)DateField.DaylightOffset + 1;

    private const int MillisOfMinute = 60_000;
    private const int Sunday = 1;

    private readonly Span<int> _order = memory[..Count];
    private readonly Span<int> _values = memory[Count..];
    private int _told;

    /// <summary>The zone that the text names; null for UTC.</summary>
    public NamedZone? Zone { get; set; }

    /// <summary>Takes a field as told last.</summary>
    public void Set(DateField field, int value)
    {
        _order[(int)field] = ++_told;
        _values[(int)field] = value;
    }

    /// <summary>Takes an offset from UTC as told last.</summary>
    public void SetOffset(int minutes)
    {
        Set(DateField.ZoneOffset, minutes * MillisOfMinute);
        Set(DateField.DaylightOffset, 0);
    }

    /// <summary>Takes a named zone in standard or summer time as told last.</summary>
    public void SetDaylight(int minutes)
    {
        _order[(int)DateField.ZoneOffset] = 0;
        Set(DateField.DaylightOffset, minutes * MillisOfMinute);
    }

    /// <summary>Moves the year by a hundred.</summary>
    public readonly void AddCentury()
    {
        _values[(int)DateField.Year] += 100;
        _values[(int)DateField.WeekYear] += 100;
    }

    /// <summary>Milliseconds since the epoch.</summary>
    public readonly long Resolve()
    {
        var timeOfDay = TimeOfDay();
        var days = JavaCalendar.DayOfMillis(timeOfDay);
        var day = Day(days);
        if (IsTold(DateField.WeekYear) && Order(DateField.WeekYear) > Order(DateField.Year))
        {
            day = days + DayOfWeekDate(isBeforeChrist: JavaCalendar.DateOf(day).Year <= 0);
        }

        var wall = (day * EpochMillis.PerDay) + timeOfDay - (days * EpochMillis.PerDay);
        return wall - Offset(wall);
    }

    private readonly int Order(DateField field) => _order[(int)field];

    private readonly bool IsTold(DateField field) => Order(field) > 0;

    private readonly int Value(DateField field, int absent = 0) => IsTold(field) ? _values[(int)field] : absent;

    private readonly long TimeOfDay()
    {
        var hourOfDay = Order(DateField.HourOfDay);
        var half = OrderOfBoth(DateField.Hour, DateField.AmPm);
        if (hourOfDay == 0 && half == 0)
        {
            half = Math.Max(Order(DateField.Hour), Order(DateField.AmPm));
        }

        long hour = hourOfDay >= half ? Value(DateField.HourOfDay) : Value(DateField.Hour) + (12L * Value(DateField.AmPm));
        return (((((hour * 60) + Value(DateField.Minute)) * 60) + Value(DateField.Second)) * 1000) + Value(DateField.Millisecond);
    }

    private readonly long Day(long days)
    {
        var year = Value(DateField.Year, 1970);
        return Day(IsTold(DateField.Era) && Value(DateField.Era) == 0 ? unchecked(1 - year) : year, DayRule(), days);
    }

    /// <summary>The field that tells the day, together with month, weekday or year.</summary>
    private readonly DateField DayRule()
    {
        var ofMonth = Order(DateField.DayOfMonth);
        var weekOfMonth = OrderOfBoth(DateField.WeekOfMonth, DateField.DayOfWeek);
        var inMonth = OrderOfBoth(DateField.DayOfWeekInMonth, DateField.DayOfWeek);
        var ofYear = Order(DateField.DayOfYear);
        var weekOfYear = OrderOfBoth(DateField.WeekOfYear, DateField.DayOfWeek);
        var last = Math.Max(Math.Max(Math.Max(ofMonth, weekOfMonth), Math.Max(inMonth, ofYear)), weekOfYear);
        if (last == 0)
        {
            weekOfMonth = Order(DateField.WeekOfMonth);
            inMonth = Math.Max(Order(DateField.DayOfWeekInMonth), Order(DateField.DayOfWeek));
            last = Math.Max(Math.Max(weekOfMonth, inMonth), Order(DateField.WeekOfYear));
            if (last == 0)
            {
                return DateField.DayOfMonth;
            }
        }

        if (last == ofMonth)
        {
            return DateField.DayOfMonth;
        }

        var isWeekOfMonth = last == weekOfMonth && Order(DateField.WeekOfMonth) >= Order(DateField.WeekOfYear);
        var isInMonth = last == inMonth && Order(DateField.DayOfWeekInMonth) >= Order(DateField.WeekOfYear);
        if (!isWeekOfMonth && !isInMonth)
        {
            return last == ofYear ? DateField.DayOfYear : DateField.WeekOfYear;
        }

        var weekWins = weekOfMonth == inMonth ? Order(DateField.WeekOfMonth) >= Order(DateField.DayOfWeekInMonth) : last == weekOfMonth;
        return weekWins ? DateField.WeekOfMonth : DateField.DayOfWeekInMonth;
    }

    private readonly int OrderOfBoth(DateField one, DateField other) => IsTold(one) && IsTold(other) ? Math.Max(Order(one), Order(other)) : 0;

    private readonly long Day(int year, DateField rule, long days)
    {
        var gregorian = 0L;
        if (year >= JavaCalendar.CutoverYear)
        {
            gregorian = days + Day(year, rule, gregorian: true);
            if (year > JavaCalendar.CutoverYear && gregorian >= JavaCalendar.FirstGregorianDay)
            {
                return gregorian;
            }
        }

        var julian = days + Day(year, rule, gregorian: false);
        return year < JavaCalendar.CutoverYear || rule is DateField.DayOfYear or DateField.WeekOfYear || gregorian < JavaCalendar.FirstGregorianDay
            ? julian
            : gregorian;
    }

    private readonly long Day(int year, DateField rule, bool gregorian)
    {
        if (rule is DateField.DayOfYear or DateField.WeekOfYear)
        {
            var first = JavaCalendar.DayOf(year, 1, gregorian);
            return rule == DateField.DayOfYear
                ? first + Value(DateField.DayOfYear) - 1
                : DayOfWeek(first) + (7 * (Value(DateField.WeekOfYear) - 1L));
        }

        var month = Value(DateField.Month);
        year = unchecked(year + (int)JavaCalendar.FloorDiv(month, 12));
        month = (int)JavaCalendar.FloorMod(month, 12) + 1;
        var firstOfMonth = JavaCalendar.DayOf(year, month, gregorian);
        return rule switch
        {
            DateField.DayOfMonth => firstOfMonth + Value(DateField.DayOfMonth, 1) - 1,
            DateField.WeekOfMonth => DayOfWeek(firstOfMonth) + unchecked(7 * (Value(DateField.WeekOfMonth) - 1)),
            _ => DayOfWeekInMonth(firstOfMonth, JavaCalendar.LengthOf(year, month)),
        };
    }

    /// <summary>The told weekday of the week that holds a day.</summary>
    private readonly long DayOfWeek(long first)
    {
        var sunday = JavaCalendar.OnOrBefore(first, Sunday);
        return IsTold(DateField.DayOfWeek) ? JavaCalendar.OnOrBefore(sunday + 6, Value(DateField.DayOfWeek)) : sunday;
    }

    private readonly long DayOfWeekInMonth(long firstOfMonth, int length)
    {
        var weekday = Value(DateField.DayOfWeek, Sunday);
        var number = Value(DateField.DayOfWeekInMonth, 1);
        return number >= 0
            ? JavaCalendar.OnOrBefore(firstOfMonth + unchecked(7 * number) - 1, weekday)
            : JavaCalendar.OnOrBefore(firstOfMonth + unchecked(length + (7 * (number + 1))) - 1, weekday);
    }

    /// <summary>The day of a year of weeks, with its week and weekday.</summary>
    private readonly long DayOfWeekDate(bool isBeforeChrist)
    {
        var week = Value(DateField.WeekOfYear, 1);
        var weekday = Value(DateField.DayOfWeek, Sunday);
        if (weekday is < 1 or > 7)
        {
            // Only numbers of Monday 1 to Sunday 7 can lie outside.
            week = unchecked(week + (int)JavaCalendar.FloorDiv(weekday - 1L, 7));
            weekday = ((int)JavaCalendar.FloorMod(weekday - 1L, 7) + 1) % 7 + 1;
        }

        var year = Value(DateField.WeekYear);
        var first = new DateFields(stackalloc int[2 * Count]);
        first.Set(DateField.WeekOfYear, 1);
        return first.Day(isBeforeChrist ? unchecked(1 - year) : year, DateField.WeekOfYear, days: 0) + unchecked(weekday - Sunday + (7 * (week - 1)));
    }

    private readonly long Offset(long wall)
    {
        var hasZone = IsTold(DateField.ZoneOffset);
        var hasDaylight = IsTold(DateField.DaylightOffset);
        var (standard, daylight) = (hasZone && hasDaylight) || Zone is null ? (0, 0) : Zone.OffsetsAt(wall);
        return (hasZone ? Value(DateField.ZoneOffset) : standard) + (hasDaylight ? Value(DateField.DaylightOffset) : daylight);
    }
}

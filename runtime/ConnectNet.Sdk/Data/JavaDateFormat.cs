using System.Globalization;
using System.Text;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// Texts of points in time in the patterns of Java's <c>SimpleDateFormat</c>, in UTC and English, as lenient as Java: parsing ignores
/// text after the pattern and carries overflowing fields (<c>2020-13-45</c> is 14 February 2021). Immutable.
/// </summary>
public sealed class JavaDateFormat
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];
    private static readonly string[] ShortMonths = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[..12];
    private static readonly string[] Days = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;
    private static readonly string[] ShortDays = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames;

    private readonly List<DatePatternPart> _parts;
    private readonly TimeProvider _time;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">A pattern such as <c>yyyy-MM-dd'T'HH:mm:ss.SSS</c>.</param>
    /// <param name="time">Tells the century of years with two digits; null takes the system's clock.</param>
    /// <exception cref="FormatException">It is no pattern; the text is Java's.</exception>
    public JavaDateFormat(string pattern, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _parts = DatePatternPart.Compile(pattern);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The text of a point in time.</summary>
    public string Format(EpochMillis time)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Literal is not null)
            {
                text.Append(part.Literal);
            }
            else
            {
                Append(text, part, time.Value);
            }
        }

        return text.ToString();
    }

    /// <summary>Reads a text that begins with a time in this pattern.</summary>
    /// <returns>False where it does not.</returns>
    public bool TryParse(string text, out EpochMillis time)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new JavaDateParser(_parts, text, _time.GetUtcNow().Year - 80).TryParse(out time);
    }

    /// <summary>The names that texts of a field are taken from; null for fields that are numbers.</summary>
    internal static string[]? NamesOf(char field) => field switch
    {
        'M' or 'L' => [.. Months, .. ShortMonths],
        'E' => [.. Days, .. ShortDays],
        _ => null,
    };

    private static void Append(StringBuilder text, DatePatternPart part, long millis)
    {
        var day = JavaCalendar.FloorDiv(millis, EpochMillis.PerDay);
        var ofDay = (int)(millis - (day * EpochMillis.PerDay));
        var (year, month, dayOfMonth) = JavaCalendar.DateOf(day);
        var weekday = (int)(((day + 4) % 7 + 7) % 7);
        var hour = ofDay / 3_600_000;
        switch (part.Field)
        {
            case 'G':
                text.Append(year > 0 ? "AD" : "BC");
                break;
            case 'y':
                AppendYear(text, year > 0 ? year : 1 - year, part.Count);
                break;
            case 'Y':
                AppendYear(text, IsInFirstWeekOfNextYear(day, weekday, year) ? year + 1 : year, part.Count);
                break;
            case 'M' or 'L':
                AppendName(text, part.Count, month, Months[month - 1], ShortMonths[month - 1]);
                break;
            case 'E':
                text.Append(part.Count >= 4 ? Days[weekday] : ShortDays[weekday]);
                break;
            case 'a':
                text.Append(hour < 12 ? "AM" : "PM");
                break;
            case 'z':
                text.Append(part.Count >= 4 ? "Coordinated Universal Time" : "UTC");
                break;
            case 'Z':
                text.Append("+0000");
                break;
            case 'X':
                text.Append('Z');
                break;
            default:
                var dayOfYear = day - JavaCalendar.DayOf(year, 1, 1) + 1;
                Number(text, part.Count, part.Field switch
                {
                    'd' => dayOfMonth,
                    'H' => hour,
                    'k' => hour == 0 ? 24 : hour,
                    'K' => hour % 12,
                    'h' => hour % 12 == 0 ? 12 : hour % 12,
                    'm' => ofDay / 60_000 % 60,
                    's' => ofDay / 1000 % 60,
                    'S' => ofDay % 1000,
                    'D' => dayOfYear,
                    'F' => ((dayOfMonth - 1) / 7) + 1,
                    'u' => weekday == 0 ? 7 : weekday,
                    'W' => ((dayOfMonth - 1 + FirstWeekday(weekday, dayOfMonth)) / 7) + 1,
                    _ when IsInFirstWeekOfNextYear(day, weekday, year) => 1,
                    _ => ((dayOfYear - 1 + FirstWeekday(weekday, dayOfYear)) / 7) + 1,
                });
                break;
        }
    }

    // A week belongs to the year that begins in it.
    private static bool IsInFirstWeekOfNextYear(long day, int weekday, long year) => day - weekday + 6 >= JavaCalendar.DayOf(year + 1, 1, 1);

    /// <summary>Weekday, Sunday 0, of the first day of a month or year.</summary>
    private static long FirstWeekday(int weekday, long day) => (((weekday - day + 1) % 7) + 7) % 7;

    private static void AppendYear(StringBuilder text, long year, int count) =>
        Number(text, count == 2 ? 2 : count, count == 2 ? year % 100 : year);

    private static void AppendName(StringBuilder text, int count, int number, string name, string shortName)
    {
        if (count >= 3)
        {
            text.Append(count == 3 ? shortName : name);
        }
        else
        {
            Number(text, count, number);
        }
    }

    private static void Number(StringBuilder text, int width, long number) =>
        text.Append(number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
}

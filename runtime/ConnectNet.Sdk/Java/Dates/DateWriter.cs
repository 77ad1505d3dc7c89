using System.Globalization;
using System.Text;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>Writes points in time by a date pattern, in UTC. Pure functions.</summary>
internal static class DateWriter
{
    // Java's number formats pad no further.
    private const int MaxWidth = 309;

    public static string Write(ReadOnlySpan<DatePatternPart> parts, long millis)
    {
        var text = new StringBuilder();
        var date = new CalendarDate(millis);
        foreach (var part in parts)
        {
            if (part.Literal is not null)
            {
                text.Append(part.Literal);
            }
            else if (Name(part, date) is { } name)
            {
                text.Append(name);
            }
            else if (part.Letter is 'y' or 'Y')
            {
                var year = part.Letter == 'Y' ? date.WeekYear : date.Year > 0 ? date.Year : 1 - date.Year;
                Number(text, part.Count, part.Count == 2 ? year % 100 : year);
            }
            else
            {
                Number(text, part.Count, Value(part.Letter, date));
            }
        }

        return text.ToString();
    }

    private static string? Name(DatePatternPart part, in CalendarDate date) => part.Letter switch
    {
        // Java reads the long names of eras, and writes the short ones only.
        'G' => DateNames.Eras.Name(date.Year > 0 ? 1 : 0, letters: 1),
        'M' or 'L' when !part.IsNumber => DateNames.Months.Name(date.Month - 1, part.Count),
        'E' => DateNames.Weekdays.Name(date.Weekday, part.Count),
        'a' => DateNames.Halves.Name(date.Hour / 12, part.Count),
        'z' => part.Count >= 4 ? "Coordinated Universal Time" : "UTC",
        'Z' => "+0000",
        'X' => "Z",
        _ => null,
    };

    private static long Value(char letter, in CalendarDate date) => letter switch
    {
        'M' or 'L' => date.Month,
        'w' => date.WeekOfYear,
        'W' => date.WeekOfMonth,
        'D' => date.DayOfYear,
        'd' => date.DayOfMonth,
        'F' => date.DayOfWeekInMonth,
        'u' => date.Weekday == 1 ? 7 : date.Weekday - 1,
        'H' => date.Hour,
        'k' => date.Hour == 0 ? 24 : date.Hour,
        'K' => date.Hour % 12,
        'h' => date.Hour % 12 == 0 ? 12 : date.Hour % 12,
        'm' => date.MillisOfDay / 60_000 % 60,
        's' => date.MillisOfDay / 1000 % 60,
        _ => date.MillisOfDay % 1000,
    };

    private static void Number(StringBuilder text, int width, long number)
    {
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
        text.Append(number < 0 ? "-" : "").Append('0', Math.Max(0, Math.Min(width, MaxWidth) - digits.Length)).Append(digits);
    }
}

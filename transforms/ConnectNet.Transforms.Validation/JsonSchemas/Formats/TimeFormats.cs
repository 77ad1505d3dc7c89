namespace ConnectNet.Transforms.Validation.JsonSchemas.Formats;

/// <summary>Dates and times of RFC 3339 and its durations. Pure functions.</summary>
internal static class TimeFormats
{
    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryNumber(text[..4], out var year) || !TryNumber(text.Slice(5, 2), out var month) || !TryNumber(text[8..], out var day))
        {
            return false;
        }

        // Year 0 is a leap year like 4, which DateTime knows.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);
    }

    public static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !TryNumber(text[..2], out var hour) || !TryNumber(text.Slice(3, 2), out var minute) || !TryNumber(text.Slice(6, 2), out var second))
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end <= 0)
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        return TryOffset(rest, out var offset) && hour <= 23 && minute <= 59
            && (second <= 59 || (second == 60 && IsLastMinute((hour * 60) + minute - offset)));
    }

    /// <summary>ISO 8601: <c>P1DT2H</c>, <c>P3W</c>.</summary>
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        text = text[1..];
        if (text[^1] == 'W')
        {
            return IsDigits(text[..^1]);
        }

        var time = text.IndexOf('T');
        return time < 0
            ? HasParts(text, "YMD")
            : (time == 0 || HasParts(text[..time], "YMD")) && HasParts(text[(time + 1)..], "HMS");
    }

    // Numbers with units, in order and without a gap between the first unit and the last.
    private static bool HasParts(ReadOnlySpan<char> text, string units)
    {
        var unit = -1;
        while (text.Length > 0)
        {
            var end = text.IndexOfAnyExceptInRange('0', '9');
            if (end <= 0)
            {
                return false;
            }

            var next = units.IndexOf(text[end], StringComparison.Ordinal);
            if (next < 0 || (unit >= 0 && next != unit + 1))
            {
                return false;
            }

            unit = next;
            text = text[(end + 1)..];
        }

        return unit >= 0;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryNumber(text.Slice(1, 2), out var hour) || !TryNumber(text[4..], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    // Leap seconds stand at the end of a day in UTC.
    private static bool IsLastMinute(int minuteOfDay) => (minuteOfDay + 2880) % 1440 == 1439;

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return true;
    }
}

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// Order of <c>_CHANGE_SEQUENCE_NUMBER</c>: one to four sections of up to sixteen hexadecimal digits, compared section by section as
/// unsigned numbers; equal numbers let the later arrival win.
/// </summary>
internal static class ChangeSequence
{
    public static int Compare(string? left, string? right)
    {
        var (a, b) = (Parse(left), Parse(right));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var order = (i < a.Length ? a[i] : 0).CompareTo(i < b.Length ? b[i] : 0);
            if (order != 0)
            {
                return order;
            }
        }
        return 0;
    }

    public static bool IsValid(string text)
    {
        var sections = text.Split('/');
        return sections.Length <= 4 && sections.All(section => section.Length is >= 1 and <= 16 && section.All(char.IsAsciiHexDigit));
    }

    private static ulong[] Parse(string? text) =>
        text is null ? [] : [.. text.Split('/').Select(section => Convert.ToUInt64(section, 16))];
}

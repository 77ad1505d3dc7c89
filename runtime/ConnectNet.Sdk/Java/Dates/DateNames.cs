using System.Globalization;

namespace ConnectNet.Sdk.Java;

/// <summary>English names of a date's field. Immutable.</summary>
internal sealed class DateNames
{
    private readonly string[] _long;
    private readonly string[] _short;

    private DateNames(string[] longNames, string[] shortNames) => (_long, _short) = (longNames, shortNames);

    /// <summary>Eras, before Christ first.</summary>
    public static DateNames Eras { get; } = new(["Before Christ", "Anno Domini"], ["BC", "AD"]);

    /// <summary>Months, January first.</summary>
    public static DateNames Months { get; } = new(
        CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12], CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[..12]);

    /// <summary>Weekdays; Sunday is 1.</summary>
    public static DateNames Weekdays { get; } = new(
        ["", .. CultureInfo.InvariantCulture.DateTimeFormat.DayNames], ["", .. CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames]);

    /// <summary>Halves of a day.</summary>
    public static DateNames Halves { get; } = new(["AM", "PM"], ["AM", "PM"]);

    /// <summary>The name for a number of pattern letters; four ask for the long one.</summary>
    public string Name(int index, int letters) => letters >= 4 ? _long[index] : _short[index];

    /// <summary>The index of the longest name at a place of a text, in any case; negative where there is none.</summary>
    public int Find(string text, int at, out int length)
    {
        var found = -1;
        length = 0;
        for (var i = 0; i < _long.Length; i++)
        {
            Try(_long[i], i, ref found, ref length);
            Try(_short[i], i, ref found, ref length);
        }

        return found;

        void Try(string name, int index, ref int best, ref int longest)
        {
            if (name.Length > longest && JavaCase.StartsWith(text, at, name))
            {
                (best, longest) = (index, name.Length);
            }
        }
    }
}

using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Texts of points in time in the patterns of Java 17's <c>SimpleDateFormat</c>, in UTC and English (weeks begin on Sunday), as lenient as
/// Java: reading ignores text after the pattern, carries overflowing fields (<c>2020-13-45</c> is 14 February 2021) and lets the field
/// that stands last decide where several tell the day. Immutable: unlike in Java, a zone that one text names does not pass over to the next.
/// </summary>
public sealed class JavaDateFormat
{
    private readonly DatePatternPart[] _parts;
    private readonly EpochMillis _centuryStart;
    private readonly int _firstYear;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">A pattern such as <c>yyyy-MM-dd'T'HH:mm:ss.SSS</c>.</param>
    /// <param name="time">Tells the century of years with two digits, which begins 80 years ago; null takes the system's clock.</param>
    /// <exception cref="FormatException">It is no pattern; the text is Java's.</exception>
    public JavaDateFormat(string pattern, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _parts = DatePatternPart.Compile(pattern);
        var centuryStart = (time ?? TimeProvider.System).GetUtcNow().AddYears(-80);
        _centuryStart = EpochMillis.From(centuryStart);
        _firstYear = centuryStart.Year;
    }

    /// <summary>The text of a point in time.</summary>
    public string Format(EpochMillis time) => DateWriter.Write(_parts, time.Value);

    /// <summary>Reads a text that begins with a time in this pattern.</summary>
    /// <returns>False where it does not.</returns>
    public bool TryParse(string text, out EpochMillis time)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new DateReader(text, stackalloc int[2 * DateFields.Count], _firstYear);
        if (!reader.TryRead(_parts))
        {
            time = default;
            return false;
        }

        var fields = reader.Fields;
        time = new EpochMillis(fields.Resolve());
        if (reader.IsCenturyOpen && time < _centuryStart)
        {
            fields.AddCentury();
            time = new EpochMillis(fields.Resolve());
        }

        return true;
    }
}

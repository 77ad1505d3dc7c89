namespace ConnectNet.Sdk.Java;

/// <summary>
/// The code points of a pattern and a place in them. Two zeros stand behind the last, as in Java, so that the place an error is
/// reported at is Java's too.
/// </summary>
internal sealed class PatternReader
{
    private readonly string _pattern;
    private readonly int[] _points;

    public PatternReader(string pattern)
    {
        _pattern = pattern;
        var points = CodePoints.Of(pattern);
        HasSupplementary = Array.Exists(points, CodePoints.IsSupplementary);
        var unquoted = PatternQuotes.Replace(points);
        Length = unquoted.Count;
        _points = [.. unquoted, 0, 0];
    }

    /// <summary>Number of code points, without the two zeros.</summary>
    public int Length { get; }

    /// <summary>Where the next code point is read.</summary>
    public int Cursor { get; set; }

    /// <summary>Whether the pattern holds a code point beyond the basic plane or half a pair.</summary>
    public bool HasSupplementary { get; }

    /// <summary>Whether only a line feed ends a comment, and whether there are comments.</summary>
    public PatternFlags Flags { get; set; }

    public bool AtEnd => Cursor >= Length;

    public int this[int index] => (uint)index < (uint)_points.Length ? _points[index] : throw new FormatException(
        $"Index {index} out of bounds for length {_points.Length}\n{_pattern}");

    /// <summary>The next code point that counts; stays before it.</summary>
    public int Peek()
    {
        var c = this[Cursor];
        while (Ignores(c))
        {
            c = c == '#' ? SkipLine() : this[++Cursor];
        }

        return c;
    }

    /// <summary>The next code point that counts; goes behind it.</summary>
    public int Read()
    {
        var c = Peek();
        Cursor++;
        return c;
    }

    /// <summary>Leaves one code point behind, and peeks.</summary>
    public int Next()
    {
        Cursor++;
        return Peek();
    }

    /// <summary>Leaves one code point behind; white space and comments count.</summary>
    public int NextEscaped() => this[++Cursor];

    /// <summary>The code point after the next; goes behind it.</summary>
    public int Skip()
    {
        var c = this[Cursor + 1];
        Cursor += 2;
        return c;
    }

    /// <summary>Goes behind the next of these code points: the text before it, or null where the pattern ends first.</summary>
    public string? ReadTo(char end)
    {
        var from = Cursor;
        while (Cursor < Length)
        {
            if (Read() == end)
            {
                return Text(from, Cursor - 1);
            }
        }

        Cursor = Length + 1;
        return null;
    }

    /// <summary>The code points of a part of the pattern, as a text.</summary>
    public string Text(int from, int to) => string.Concat(
        _points[from..to].Select(static c => c > 0xFFFF ? char.ConvertFromUtf32(c) : ((char)c).ToString()));

    public bool HasSupplementaryFrom(int index) => Array.FindIndex(_points, index, CodePoints.IsSupplementary) >= 0;

    /// <summary>A syntax error before the cursor, with Java's text.</summary>
    public FormatException Error(string what)
    {
        var index = Cursor - 1;
        var text = index >= 0 ? $"{what} near index {index}\n{_pattern}" : $"{what}\n{_pattern}";
        return new FormatException(index >= 0 && index < _pattern.Length ? $"{text}\n{Blank(_pattern[..index])}^" : text);
    }

    /// <summary>Tabs stay, so that the caret stands below its character.</summary>
    private static string Blank(string text) => string.Concat(text.Select(static c => c == '\t' ? c : ' '));

    private bool Ignores(int c) => Flags.HasFlag(PatternFlags.Comments) && c is '#' or ' ' or (>= '\t' and <= '\r');

    private int SkipLine()
    {
        int c;
        do
        {
            c = this[++Cursor];
        }
        while (c != 0 && !EndsLine(c));

        if (c == 0 && Cursor > Length)
        {
            Cursor = Length;
        }

        return this[Cursor];
    }

    private bool EndsLine(int c) => c == '\n' || (!Flags.HasFlag(PatternFlags.UnixLines) && c is '\r' or 0x85 or 0x2028 or 0x2029);
}

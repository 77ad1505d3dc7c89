using System.Text;

namespace ConnectNet.Sdk.Java;

/// <summary>A piece of a date pattern: a field with its number of letters, or text.</summary>
/// <param name="Letter">Pattern letter; <c>\0</c> for text.</param>
/// <param name="Count">How often the letter stands.</param>
/// <param name="Literal">The text, or null.</param>
internal readonly record struct DatePatternPart(char Letter, int Count, string? Literal)
{
    /// <summary>Whether the field is a number, so that a field directly before it ends after as many digits as it has letters.</summary>
    public bool IsNumber => Literal is null && (Letter is 'M' or 'L' ? Count <= 2 : Letter is not ('G' or 'E' or 'a' or 'z' or 'Z' or 'X'));

    /// <summary>The field whose number the letter is.</summary>
    public DateField NumberField => Letter switch
    {
        'w' => DateField.WeekOfYear,
        'W' => DateField.WeekOfMonth,
        'D' => DateField.DayOfYear,
        'd' => DateField.DayOfMonth,
        'F' => DateField.DayOfWeekInMonth,
        'H' => DateField.HourOfDay,
        'K' => DateField.Hour,
        'm' => DateField.Minute,
        's' => DateField.Second,
        'S' => DateField.Millisecond,
        _ => throw new InvalidOperationException($"'{Letter}' is no plain number"),
    };

    /// <summary>Splits a pattern.</summary>
    /// <exception cref="FormatException">It is no pattern.</exception>
    public static DatePatternPart[] Compile(string pattern)
    {
        var parts = new List<DatePatternPart>();
        var literal = new StringBuilder();
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c == '\'')
            {
                i = Quoted(pattern, i, literal);
            }
            else if (!char.IsAsciiLetter(c))
            {
                literal.Append(c);
                i++;
            }
            else
            {
                var count = pattern.AsSpan(i).IndexOfAnyExcept(c);
                count = count < 0 ? pattern.Length - i : count;
                Check(c, count, i + count < pattern.Length ? pattern[i + count] : null);
                Flush(parts, literal);
                parts.Add(new DatePatternPart(c, count, null));
                i += count;
            }
        }

        Flush(parts, literal);
        return [.. parts];
    }

    private static void Check(char letter, int count, char? next)
    {
        if (!IsField(letter))
        {
            throw IsNoField(letter);
        }

        if (letter == 'X' && count > 3)
        {
            // Java judges a letter when the next one differs from it, and that one first.
            throw next is { } other && char.IsAsciiLetter(other) && !IsField(other)
                ? IsNoField(other)
                : new FormatException("invalid ISO 8601 format: length=" + count);
        }
    }

    private static bool IsField(char letter) => "GyMdkHmsSEDFwWahKzZYuXL".Contains(letter);

    private static FormatException IsNoField(char letter) => new($"Illegal pattern character '{letter}'");

    private static int Quoted(string pattern, int start, StringBuilder literal)
    {
        if (start + 1 < pattern.Length && pattern[start + 1] == '\'')
        {
            literal.Append('\'');
            return start + 2;
        }

        for (var i = start + 1; i < pattern.Length; i++)
        {
            if (pattern[i] != '\'')
            {
                literal.Append(pattern[i]);
            }
            else if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
            {
                literal.Append('\'');
                i++;
            }
            else
            {
                return i + 1;
            }
        }

        throw new FormatException("Unterminated quote");
    }

    private static void Flush(List<DatePatternPart> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new DatePatternPart('\0', 0, literal.ToString()));
            literal.Clear();
        }
    }
}

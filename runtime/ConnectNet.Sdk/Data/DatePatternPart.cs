using System.Text;

namespace ConnectNet.Sdk.Data;

/// <summary>A piece of a date pattern: a field with its number of letters, or text.</summary>
/// <param name="Field">Pattern letter; <c>\0</c> for text.</param>
/// <param name="Count">How often the letter stands.</param>
/// <param name="Literal">The text, or null.</param>
internal readonly record struct DatePatternPart(char Field, int Count, string? Literal)
{
    /// <summary>Whether the field is a number, so that a field directly before it ends after as many digits as it has letters.</summary>
    public bool IsNumber => Literal is null && (Field is 'M' or 'L' ? Count <= 2 : Field is not ('G' or 'E' or 'a' or 'z' or 'Z' or 'X'));

    /// <summary>Splits a pattern.</summary>
    /// <exception cref="FormatException">It is no pattern.</exception>
    public static List<DatePatternPart> Compile(string pattern)
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
                Check(c, count);
                Flush(parts, literal);
                parts.Add(new DatePatternPart(c, count, null));
                i += count;
            }
        }

        Flush(parts, literal);
        return parts;
    }

    private static void Check(char letter, int count)
    {
        if (!"GyMdkHmsSEDFwWahKzZYuXL".Contains(letter))
        {
            throw new FormatException($"Illegal pattern character '{letter}'");
        }

        if (letter == 'X' && count > 3)
        {
            throw new FormatException("invalid ISO 8601 format: length=" + count);
        }
    }

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

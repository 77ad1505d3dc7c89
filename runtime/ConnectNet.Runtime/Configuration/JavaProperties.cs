using System.Globalization;
using System.Text;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Reads Java properties files: comments, line continuations, escapes, the three separators.</summary>
internal static class JavaProperties
{
    /// <summary>Reads a file as a worker does: bytes are ISO-8859-1, other characters are escaped as <c>\uXXXX</c>.</summary>
    /// <exception cref="IOException">The file cannot be read, or is UTF-16.</exception>
    public static OrderedDictionary<string, string?> Load(string path) => Parse(TextFile.ReadLatin1(path));

    /// <summary>Reads properties from a text; the last of equal keys wins.</summary>
    /// <exception cref="FormatException">A <c>\u</c> escape is malformed.</exception>
    public static OrderedDictionary<string, string?> Parse(string text)
    {
        var properties = new OrderedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var line in LogicalLines(text))
        {
            var end = KeyEnd(line);
            var valueStart = SkipBlanks(line, end);
            if (valueStart < line.Length && line[valueStart] is '=' or ':')
            {
                valueStart = SkipBlanks(line, valueStart + 1);
            }

            properties[Unescape(line.AsSpan(0, end))] = Unescape(line.AsSpan(valueStart));
        }

        return properties;
    }

    private static IEnumerable<string> LogicalLines(string text)
    {
        StringBuilder? continued = null;
        foreach (var natural in text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None))
        {
            var line = natural.TrimStart(' ', '\t', '\f');
            if (continued is null && (line.Length == 0 || line[0] is '#' or '!'))
            {
                continue;
            }

            var backslashes = line.Length - line.TrimEnd('\\').Length;
            if (backslashes % 2 == 1)
            {
                (continued ??= new StringBuilder()).Append(line.AsSpan(0, line.Length - 1));
                continue;
            }

            yield return continued is null ? line : continued.Append(line).ToString();
            continued = null;
        }

        if (continued is { Length: > 0 })
        {
            yield return continued.ToString();
        }
    }

    private static int KeyEnd(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] is '=' or ':' or ' ' or '\t' or '\f')
            {
                return i;
            }
        }

        return line.Length;
    }

    private static int SkipBlanks(string line, int from)
    {
        while (from < line.Length && line[from] is ' ' or '\t' or '\f')
        {
            from++;
        }

        return from;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i >= text.Length)
            {
                plain.Append(i < text.Length ? text[i] : null);
                continue;
            }

            if (text[i] == 'u')
            {
                plain.Append(UnicodeEscape(text, i + 1));
                i += 4;
                continue;
            }

            plain.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var c => c });
        }

        return plain.ToString();
    }

    private static char UnicodeEscape(ReadOnlySpan<char> text, int from) =>
        from + 4 <= text.Length && ushort.TryParse(text.Slice(from, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : throw new FormatException("Malformed \\uxxxx encoding.");
}

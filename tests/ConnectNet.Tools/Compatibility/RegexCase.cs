using System.Globalization;
using System.Text;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Tools.Compatibility;

/// <summary>A Java regular expression, a text and a replacement, and what comes of them: in the words of <c>RegexOracle.java</c>.</summary>
internal sealed record RegexCase(string Pattern, string Text, string Replacement)
{
    private const int Finds = 4;

    /// <summary>Reads the line of a file of cases.</summary>
    public static RegexCase Parse(string line)
    {
        var parts = line.Split('\t');
        return new RegexCase(Unescape(parts[0]), Unescape(parts[1]), Unescape(parts[2]));
    }

    /// <summary>The line of a file of cases.</summary>
    public override string ToString() => string.Join('\t', Escape(Pattern), Escape(Text), Escape(Replacement));

    /// <summary>What our engine answers: refusal, or whole match, first finds and replacements.</summary>
    public string Answer()
    {
        JavaRegex regex;
        try
        {
            regex = JavaRegex.Compile(Pattern);
        }
        catch (FormatException e)
        {
            return Escape("refused: " + e.Message);
        }

        try
        {
            var answer = new StringBuilder("matches").Append(regex.Spans(Text) is { } whole ? Written(whole) : " no").Append(" find");
            var finds = regex.Finds(Text).Take(Finds).ToList();
            finds.ForEach(spans => answer.Append(Written(spans)));
            answer.Append(finds.Count < Finds ? " no" : "");
            return Escape($"{answer} first {Replaced(regex.ReplaceFirst)} all {Replaced(regex.ReplaceAll)}");
        }
        catch (DataException)
        {
            return "fails";
        }
    }

    private static string Written(int[] spans) =>
        " [" + string.Join(' ', spans.Chunk(2).Select(static s => $"{s[0]}-{s[1]}")) + "]";

    private string Replaced(Func<string, string, string> replace)
    {
        try
        {
            return replace(Text, Replacement);
        }
        catch (ArgumentOutOfRangeException e)
        {
            return "IndexOutOfBoundsException: " + e.Message;
        }
        catch (ArgumentException e)
        {
            return "IllegalArgumentException: " + e.Message;
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(c is < ' ' or > '~' or '\\' ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return escaped.ToString();
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : (char)int.Parse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += text[i] == '\\' ? 5 : 0;
        }

        return plain.ToString();
    }
}

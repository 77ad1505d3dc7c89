using System.Text;
using System.Text.RegularExpressions;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// Regular expressions of JSON Schema, which are ECMA-262's, as .NET's: found anywhere in the text, <c>$</c> at the very end only,
/// <c>\d</c> and <c>\w</c> ASCII. Pure functions.
/// </summary>
internal static class EcmaRegex
{
    private const string Spaces = @"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

    /// <exception cref="FormatException">It is none, or has what .NET lacks.</exception>
    public static Regex Compile(string pattern, string location)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{location} has the regular expression {pattern}, which cannot be used: {e.Message}", e);
        }
    }

    private static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    i += Escape(pattern, i + 1, inClass, text);
                    break;
                case '[' when !inClass:
                    inClass = true;
                    i += Class(pattern, i + 1, text);
                    break;
                case '[':
                    text.Append("\\[");
                    break;
                case ']' when inClass:
                    inClass = false;
                    text.Append(']');
                    break;
                case '$' when !inClass:
                    text.Append("\\z");
                    break;
                case '.' when !inClass:
                    text.Append("[^\\n\\r\\u2028\\u2029]");
                    break;
                case '(' when !inClass && i + 2 < pattern.Length && pattern[i + 1] == '?' && pattern[i + 2] is not (':' or '=' or '!' or '<'):
                    throw new ArgumentException($"(?{pattern[i + 2]} is no group of ECMA-262");
                case var c when !inClass && i + 1 < pattern.Length && char.IsSurrogatePair(c, pattern[i + 1]):
                    // One character, as what follows must see it.
                    text.Append("(?:").Append(c).Append(pattern[++i]).Append(')');
                    break;
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }

        return text.ToString();
    }

    // [] matches nothing and [^] everything.
    private static int Class(string pattern, int at, StringBuilder text)
    {
        if (at < pattern.Length && pattern[at] == ']')
        {
            text.Append("[^\\s\\S");
            return 0;
        }

        if (at + 1 < pattern.Length && pattern[at] == '^' && pattern[at + 1] == ']')
        {
            text.Append("[\\s\\S");
            return 1;
        }

        text.Append('[');
        return 0;
    }

    /// <returns>How many characters after the backslash were read.</returns>
    private static int Escape(string pattern, int at, bool inClass, StringBuilder text)
    {
        switch (pattern[at])
        {
            case 'd':
                text.Append(inClass ? "0-9" : "[0-9]");
                return 1;
            case 'D':
                text.Append(inClass ? "\\x00-/:-\\uffff" : "[^0-9]");
                return 1;
            case 'w':
                text.Append(inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]");
                return 1;
            case 'W':
                text.Append(inClass ? "\\x00-/:-@\\[-^`{-\\uffff" : "[^a-zA-Z0-9_]");
                return 1;
            case 's':
                text.Append(inClass ? Spaces : "[" + Spaces + "]");
                return 1;
            case 'S':
                text.Append(inClass ? "\\S" : "[^" + Spaces + "]");
                return 1;
            case 'u' when at + 1 < pattern.Length && pattern[at + 1] == '{' && pattern.IndexOf('}', at) is var end and > 0
                && int.TryParse(pattern[(at + 2)..end], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var rune) && Rune.IsValid(rune):
                text.Append(Regex.Escape(new Rune(rune).ToString()));
                return end - at + 1;
            case 'p' or 'P' when at + 1 < pattern.Length && pattern[at + 1] == '{' && pattern.IndexOf('}', at) is var end and > 0:
                text.Append('\\').Append(pattern[at]).Append('{').Append(Category(pattern[(at + 2)..end])).Append('}');
                return end - at + 1;
            case 'a' or 'e' or 'A' or 'z' or 'Z' or 'G':
                throw new ArgumentException($"\\{pattern[at]} is no escape of ECMA-262");
            case '/' or '-' or '"' or '\'' or ':' or '@' or '%' or '&' or '=' or ',' or ';' or '!' or '~' or '<' or '>' or '`':
                text.Append(inClass && pattern[at] == '-' ? "\\-" : Regex.Escape(pattern[at].ToString()));
                return 1;
            default:
                text.Append('\\').Append(pattern[at]);
                return 1;
        }
    }

    private static string Category(string name) => name switch
    {
        "Letter" or "General_Category=Letter" or "gc=Letter" or "Alphabetic" or "Alpha" => "L",
        "Uppercase_Letter" or "Uppercase" or "Upper" => "Lu",
        "Lowercase_Letter" or "Lowercase" or "Lower" => "Ll",
        "Mark" => "M",
        "Number" => "N",
        "Decimal_Number" or "digit" => "Nd",
        "Punctuation" => "P",
        "Symbol" => "S",
        "Separator" => "Z",
        "Script=Greek" or "sc=Greek" => "IsGreek",
        "Script=Cyrillic" or "sc=Cyrillic" => "IsCyrillic",
        "Script=Hebrew" or "sc=Hebrew" => "IsHebrew",
        "Script=Arabic" or "sc=Arabic" => "IsArabic",
        _ => name,
    };
}

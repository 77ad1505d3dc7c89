using System.Buffers;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Formats;

/// <summary>References of RFC 3986 and 3987, and templates of RFC 6570. Pure functions.</summary>
internal static class UriFormats
{
    private static readonly SearchValues<char> NoLiteral = SearchValues.Create(" \"<>\\^`|\u007f");

    private const string Marks = "-._~!$&'()*+,;=:@/?";

    public static bool IsReference(ReadOnlySpan<char> text, bool allowRelative, bool allowUnicode)
    {
        var hash = text.IndexOf('#');
        if (hash >= 0 && !IsText(text[(hash + 1)..], Marks, allowUnicode))
        {
            return false;
        }

        var rest = hash < 0 ? text : text[..hash];
        var scheme = SchemeLength(rest);
        if (scheme == 0 && (!allowRelative || FirstStepHasColon(rest)))
        {
            return false;
        }

        rest = scheme > 0 ? rest[(scheme + 1)..] : rest;
        if (rest.StartsWith("//"))
        {
            var end = rest[2..].IndexOfAny('/', '?');
            var authority = end < 0 ? rest[2..] : rest.Slice(2, end);
            if (!IsAuthority(authority, allowUnicode))
            {
                return false;
            }

            rest = end < 0 ? [] : rest[(end + 2)..];
        }

        return IsText(rest, Marks, allowUnicode);
    }

    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var open = text.IndexOfAny('{', '}');
            var literal = open < 0 ? text : text[..open];
            if (literal.ContainsAny(NoLiteral))
            {
                return false;
            }

            if (open < 0)
            {
                return true;
            }

            var close = text.IndexOf('}');
            if (text[open] == '}' || close < 0 || !IsExpression(text[(open + 1)..close]))
            {
                return false;
            }

            text = text[(close + 1)..];
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        text = text.Length > 0 && "+#./;?&=,!@|".Contains(text[0], StringComparison.Ordinal) ? text[1..] : text;
        foreach (var range in text.Split(','))
        {
            var name = text[range].TrimEnd('*');
            var colon = name.IndexOf(':');
            if (colon >= 0)
            {
                if (colon + 1 == name.Length || name.Length - colon > 5 || name[colon + 1] == '0'
                    || name[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))
                {
                    return false;
                }

                name = name[..colon];
            }

            if (name.Length == 0 || name.Contains("..", StringComparison.Ordinal) || !IsText(name, "_.", allowUnicode: false))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool allowUnicode)
    {
        var at = text.IndexOf('@');
        if (at >= 0 && !IsText(text[..at], "-._~!$&'()*+,;=:", allowUnicode))
        {
            return false;
        }

        var host = text[(at + 1)..];
        if (host.Length > 0 && host[0] == '[')
        {
            var end = host.IndexOf(']');
            return end > 0 && IsLiteral(host[1..end]) && IsPort(host[(end + 1)..]);
        }

        var colon = host.IndexOf(':');
        return IsText(colon < 0 ? host : host[..colon], "-._~!$&'()*+,;=", allowUnicode) && (colon < 0 || IsPort(host[colon..]));
    }

    private static bool IsLiteral(ReadOnlySpan<char> text) =>
        HostFormats.IsIPv6(text) || (text.Length > 3 && text[0] is 'v' or 'V' && IsText(text[1..], "-._~!$&'()*+,;=:", allowUnicode: false));

    private static bool IsPort(ReadOnlySpan<char> text) => text.Length == 0 || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    private static int SchemeLength(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(text[0]))
        {
            return 0;
        }

        foreach (var c in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return 0;
            }
        }

        return colon;
    }

    private static bool FirstStepHasColon(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('/', '?');
        return (end < 0 ? text : text[..end]).Contains(':');
    }

    private static bool IsText(ReadOnlySpan<char> text, string marks, bool allowUnicode)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return false;
                }

                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(text[i]) && !marks.Contains(text[i], StringComparison.Ordinal) && !(allowUnicode && text[i] >= '\u00a0'))
            {
                return false;
            }
        }

        return true;
    }
}

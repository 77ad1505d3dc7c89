using System.Buffers;
using System.Globalization;
using System.Net;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Formats;

/// <summary>Host names, IP addresses and mail addresses. Pure functions.</summary>
internal static class HostFormats
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static bool IsHostName(ReadOnlySpan<char> text, bool allowUnicode)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return IsAsciiHostName(text, allowUnicode);
        }

        if (!allowUnicode)
        {
            return false;
        }

        try
        {
            return HasGoodContexts(text) && IsAsciiHostName(Idn.GetAscii(text.ToString()), allowPunycode: true);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static bool IsIPv4(ReadOnlySpan<char> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = part < 3 ? text.IndexOf('.') : text.Length;
            if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0') || text[..dot].ContainsAnyExceptInRange('0', '9')
                || int.Parse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture) > 255)
            {
                return false;
            }

            text = part < 3 ? text[(dot + 1)..] : [];
        }

        return true;
    }

    public static bool IsIPv6(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(AddressCharacters) || !text.Contains(':'))
        {
            return false;
        }

        var dot = text.IndexOf('.');
        return (dot < 0 || IsIPv4(text[(text.LastIndexOf(':') + 1)..])) && IPAddress.TryParse(text, out _);
    }

    public static bool IsEmail(ReadOnlySpan<char> text, bool allowUnicode)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || at > 64 || (!allowUnicode && !System.Text.Ascii.IsValid(text)))
        {
            return false;
        }

        var host = text[(at + 1)..];
        var isHost = host.Length > 2 && host[0] == '[' && host[^1] == ']' ? IsAddressLiteral(host[1..^1]) : IsHostName(host, allowUnicode);
        return isHost && IsMailbox(text[..at]);
    }

    private static bool IsAddressLiteral(ReadOnlySpan<char> text) =>
        text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IsIPv6(text[5..]) : IsIPv4(text);

    private static bool IsMailbox(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[0] == '"' && text[^1] == '"')
        {
            var inside = text[1..^1];
            for (var i = 0; i < inside.Length; i++)
            {
                if (inside[i] is '"' or < ' ' || (inside[i] == '\\' && ++i == inside.Length))
                {
                    return false;
                }
            }

            return true;
        }

        if (text[0] == '.' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c < 128 && !char.IsAsciiLetterOrDigit(c) && !".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAsciiHostName(ReadOnlySpan<char> text, bool allowPunycode)
    {
        if (text.Length is 0 or > 253)
        {
            return false;
        }

        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }

            if (label.Length > 3 && label[2] == '-' && label[3] == '-' && !IsPunycode(label, allowPunycode))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPunycode(ReadOnlySpan<char> label, bool allowPunycode)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            var text = Idn.GetUnicode(label.ToString());
            return !text.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && (allowPunycode || HasGoodContexts(text));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // RFC 5892: characters that a label must not start with or have at all, and those that need certain neighbours.
    private static bool HasGoodContexts(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var before = i > 0 ? text[i - 1] : '\0';
            var after = i + 1 < text.Length ? text[i + 1] : '\0';
            var isGood = text[i] switch
            {
                '\u00b7' => before == 'l' && after == 'l',
                '\u0375' => after is >= '\u0370' and <= '\u03ff',
                '\u05f3' or '\u05f4' => before is >= '\u0590' and <= '\u05ff',
                '\u30fb' => text.IndexOfAnyInRange('\u3041', '\u30fa') >= 0 || text.IndexOfAnyInRange('\u4e00', '\u9fff') >= 0,
                '\u200c' or '\u200d' => before == '\u094d',
                '\u0640' or '\u07fa' or '\u302e' or '\u302f' or (>= '\u3031' and <= '\u3035') or '\u303b' => false,
                >= '\u0660' and <= '\u0669' => text.IndexOfAnyInRange('\u06f0', '\u06f9') < 0,
                _ => before is not ('\0' or '.') || char.GetUnicodeCategory(text[i]) is not
                    (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark),
            };
            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }
}

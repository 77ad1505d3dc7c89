using System.Text.RegularExpressions;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Formats;

/// <summary>Whether a text has a form. Pure.</summary>
internal delegate bool TextFormat(ReadOnlySpan<char> text);

/// <summary>The forms that <c>format</c> names; others are remarks. Pure functions.</summary>
internal static class TextFormats
{
    public static TextFormat? Find(string name) => name switch
    {
        "date-time" => TimeFormats.IsDateTime,
        "date" => TimeFormats.IsDate,
        "time" => TimeFormats.IsTime,
        "duration" => TimeFormats.IsDuration,
        "email" => static text => HostFormats.IsEmail(text, allowUnicode: false),
        "idn-email" => static text => HostFormats.IsEmail(text, allowUnicode: true),
        "hostname" => static text => HostFormats.IsHostName(text, allowUnicode: false),
        "idn-hostname" => static text => HostFormats.IsHostName(text, allowUnicode: true),
        "ipv4" => HostFormats.IsIPv4,
        "ipv6" => HostFormats.IsIPv6,
        "uri" => static text => UriFormats.IsReference(text, allowRelative: false, allowUnicode: false),
        "uri-reference" => static text => UriFormats.IsReference(text, allowRelative: true, allowUnicode: false),
        "iri" => static text => UriFormats.IsReference(text, allowRelative: false, allowUnicode: true),
        "iri-reference" => static text => UriFormats.IsReference(text, allowRelative: true, allowUnicode: true),
        "uri-template" => UriFormats.IsTemplate,
        "uuid" => IsUuid,
        "json-pointer" => IsPointer,
        "relative-json-pointer" => IsRelativePointer,
        "regex" => IsRegex,
        _ => null,
    };

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] != '/')
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRelativePointer(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        if (digits == 0 || (digits > 1 && text[0] == '0'))
        {
            return false;
        }

        var rest = text[digits..];
        return rest is "#" || IsPointer(rest);
    }

    private static bool IsRegex(ReadOnlySpan<char> text)
    {
        try
        {
            return EcmaRegex.Compile(text.ToString(), "") is Regex;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

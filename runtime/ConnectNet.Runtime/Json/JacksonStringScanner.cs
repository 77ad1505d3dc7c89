using System.Globalization;
using System.Text;

namespace ConnectNet.Runtime.Json;

/// <summary>Scans JSON strings as Jackson does: surrogates need no partner, escapes and control characters are checked. Stateless.</summary>
internal static class JacksonStringScanner
{
    /// <summary>Takes the rest of a string whose opening quote is read.</summary>
    /// <param name="input">Where to read.</param>
    /// <param name="unclosed">What to say after <c>Unexpected end-of-input</c> when the quote is missing.</param>
    public static string Scan(JacksonInput input, string unclosed)
    {
        var text = new StringBuilder();
        while (true)
        {
            if (input.AtEnd)
            {
                throw JacksonInput.Error("Unexpected end-of-input" + unclosed, input.Here);
            }

            var c = input.Take();
            switch (c)
            {
                case '"':
                    return text.ToString();
                case '\\':
                    text.Append(Escape(input));
                    break;
                case < ' ':
                    throw JacksonInput.Error(
                        $"Illegal unquoted character ({JacksonInput.Describe(c)}): has to be escaped using backslash to be included in "
                            + (unclosed == " in field name" ? "name" : "string value"),
                        input.Last);
                default:
                    Append(text, input.TakeScalar(c));
                    break;
            }
        }
    }

    private static void Append(StringBuilder text, int scalar)
    {
        if (scalar > 0xFFFF)
        {
            scalar -= 0x10000;
            text.Append((char)(0xD800 | (scalar >> 10))).Append((char)(0xDC00 | (scalar & 0x3FF)));
        }
        else
        {
            text.Append((char)scalar);
        }
    }

    private static char Escape(JacksonInput input)
    {
        var c = TakeEscaped(input);
        return c switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' or '/' or '\\' => (char)c,
            'u' => Hex(input),
            _ => throw Unrecognized(input, c),
        };
    }

    private static char Hex(JacksonInput input)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var c = TakeEscaped(input);
            if (!char.IsAsciiHexDigit((char)c))
            {
                throw input.Unexpected(c, "expected a hex-digit for character escape sequence");
            }

            value = (value << 4) | Convert.ToInt32(((char)c).ToString(), 16);
        }

        return (char)value;
    }

    private static int TakeEscaped(JacksonInput input) =>
        input.AtEnd ? throw JacksonInput.Error("Unexpected end-of-input in character escape sequence", input.Here) : input.Take();

    private static JacksonException Unrecognized(JacksonInput input, int first)
    {
        var c = input.TakeScalar(first);
        return JacksonInput.Error("Unrecognized character escape " + JacksonInput.Describe(c).ToString(CultureInfo.InvariantCulture), input.Last);
    }
}

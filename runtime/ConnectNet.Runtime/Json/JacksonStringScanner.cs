using System.Globalization;
using System.Text;

namespace ConnectNet.Runtime.Json;

/// <summary>Scans JSON strings as Jackson does: surrogates need no partner, escapes and control characters are checked. Stateless.</summary>
internal static class JacksonStringScanner
{
    /// <summary>Takes the rest of a string whose opening quote is read.</summary>
    public static string Value(JacksonInput input) => Scan(input, "VALUE_STRING", "string value", static (i, c) => i.TakeScalar(c));

    /// <summary>Takes the rest of a member name; its bytes are decoded only when all are there.</summary>
    public static string Name(JacksonInput input)
    {
        var start = input.Position;
        try
        {
            return Scan(input, "field name", "name", static (i, c) => i.TakeScalar(c));
        }
        catch (JacksonException e) when (e.IsEncoding)
        {
            input.Position = start;
            Scan(input, "field name", "name", static (_, c) => c);
            throw JacksonInput.EncodingError(input.Slice(start, input.Position - 1), input.Here);
        }
    }

    private static string Scan(JacksonInput input, string inside, string kind, Func<JacksonInput, int, int> takeScalar)
    {
        var text = new StringBuilder();
        while (true)
        {
            if (input.AtEnd)
            {
                throw JacksonInput.Error("Unexpected end-of-input in " + inside, input.Here);
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
                        $"Illegal unquoted character ({JacksonInput.Describe(c)}): has to be escaped using backslash to be included in {kind}",
                        input.Last);
                default:
                    Append(text, takeScalar(input, c));
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

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ConnectNet.Runtime.Json;

/// <summary>What the tokens of a <see cref="Utf8JsonReader"/> mean to Java: lone surrogates are kept, integers wrap, floats may overflow. Stateless.</summary>
internal static class JsonTokens
{
    /// <summary>Jackson's limit of nesting; text after the first value is never reached.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = 1000 };

    /// <summary>The text of a string or member name.</summary>
    /// <exception cref="InvalidOperationException">The bytes are no UTF-8.</exception>
    public static string Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.GetString()!;
        }

        var raw = reader.ValueSpan;
        return raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0 ? Unescape(raw) : reader.GetString()!;
    }

    /// <summary>Refuses a number that is the whole document but is not followed by white space, which the reader takes before <c>}</c>.</summary>
    /// <exception cref="JsonException">Something else follows.</exception>
    public static void CheckRootNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        var next = (int)reader.BytesConsumed;
        if (reader.TokenType == JsonTokenType.Number && next < document.Length && document[next] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            throw new JsonException("Expected space separating root-level values");
        }
    }

    /// <summary>An integer as <see cref="long"/>, low 64 bits of a longer one; any other number as <see cref="double"/>.</summary>
    public static object Number(ref Utf8JsonReader reader) =>
        IsIntegral(reader.ValueSpan) ? (object)Integer(ref reader) : Double(ref reader);

    /// <summary>Whether a number's text has neither point nor exponent.</summary>
    public static bool IsIntegral(ReadOnlySpan<byte> number) => number.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) < 0;

    /// <summary>The low 64 bits of an integral number.</summary>
    public static long Integer(ref Utf8JsonReader reader) => reader.TryGetInt64(out var small)
        ? small
        : Low64(BigInteger.Parse(Encoding.ASCII.GetString(reader.ValueSpan), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>The nearest double; infinite beyond its range.</summary>
    public static double Double(ref Utf8JsonReader reader) => TryShortDouble(reader.ValueSpan, out var number)
        ? number
        : double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>What Java's <c>BigInteger.longValue</c> gives.</summary>
    public static long Low64(BigInteger number) => unchecked((long)(ulong)(number & ulong.MaxValue));

    /// <summary>
    /// Up to 15 digits with a point and no exponent: both the digits and the power of ten are exact, so that one division gives the nearest
    /// double.
    /// </summary>
    private static bool TryShortDouble(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        var negative = text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.Length > 16)
        {
            return false;
        }

        var (whole, decimals) = (0L, -1);
        foreach (var c in digits)
        {
            if (c == '.')
            {
                decimals = 0;
            }
            else if (c is >= (byte)'0' and <= (byte)'9')
            {
                whole = (10 * whole) + (c - '0');
                decimals += decimals < 0 ? 0 : 1;
            }
            else
            {
                return false;
            }
        }

        number = decimals > 0 ? whole / PowersOfTen[decimals] : whole;
        number = negative ? -number : number;
        return decimals > 0;
    }

    private static ReadOnlySpan<double> PowersOfTen => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (raw.Length > 0)
        {
            var plain = raw.IndexOf((byte)'\\');
            plain = plain < 0 ? raw.Length : plain;
            text.Append(StrictUtf8.GetString(raw[..plain]));
            raw = raw[plain..];
            if (raw.Length > 0)
            {
                raw = raw[UnescapeOne(raw, text)..];
            }
        }

        return text.ToString();
    }

    private static int UnescapeOne(ReadOnlySpan<byte> raw, StringBuilder text)
    {
        if (raw[1] == 'u')
        {
            text.Append((char)ushort.Parse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            return 6;
        }

        text.Append((char)raw[1] switch { 'b' => '\b', 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', var c => c });
        return 2;
    }

    private static class StrictUtf8
    {
        private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        public static string GetString(ReadOnlySpan<byte> bytes)
        {
            try
            {
                return Encoding.GetString(bytes);
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidOperationException("Invalid UTF-8", e);
            }
        }
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// What Jackson's tree nodes give when asked for a value of another kind than theirs: 0, false or null instead of an error, integers cut
/// to the width asked for. Each method starts on a value's first token and ends on its last. Stateless.
/// </summary>
internal static class JsonNodes
{
    /// <summary>The low 32 bits of a number, cut toward zero; 0 for anything else.</summary>
    public static int Int32(ref Utf8JsonReader reader) => unchecked((int)Int64(ref reader));

    /// <summary>The low 64 bits of a number, cut toward zero; 0 for anything else.</summary>
    public static long Int64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return 0;
        }

        return JsonTokens.IsIntegral(reader.ValueSpan) ? JsonTokens.Integer(ref reader) : Truncate(Decimal(ref reader));
    }

    /// <summary>The nearest double of a number; 0 for anything else.</summary>
    public static double Double(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return JsonTokens.Double(ref reader);
        }

        reader.Skip();
        return 0;
    }

    /// <summary>The nearest float of a number; 0 for anything else.</summary>
    public static float Float(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return float.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        reader.Skip();
        return 0;
    }

    /// <summary>Whether the value is <c>true</c>.</summary>
    public static bool Boolean(ref Utf8JsonReader reader)
    {
        var result = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return result;
    }

    /// <summary>A string's text; null for anything else.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonTokens.Text(ref reader);
        }

        reader.Skip();
        return null;
    }

    /// <summary>The bytes of a base64 text; null for anything but a string.</summary>
    /// <exception cref="FormatException">The text is no base64.</exception>
    public static byte[]? Bytes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (!reader.ValueIsEscaped && reader.ValueSpan.IndexOf((byte)' ') < 0)
            {
                return reader.GetBytesFromBase64();
            }

            var text = JsonTokens.Text(ref reader);
            return HasSpaceInside(text) ? throw new FormatException("Illegal white space character in base64") : Convert.FromBase64String(text);
        }

        reader.Skip();
        return null;
    }

    /// <summary>A number with its scale.</summary>
    public static BigDecimal Decimal(ref Utf8JsonReader reader) => BigDecimal.Parse(Encoding.ASCII.GetString(reader.ValueSpan));

    /// <summary>Jackson's name of the kind of value.</summary>
    public static string KindName(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "OBJECT",
        JsonTokenType.StartArray => "ARRAY",
        JsonTokenType.String => "STRING",
        JsonTokenType.Number => "NUMBER",
        JsonTokenType.True or JsonTokenType.False => "BOOLEAN",
        JsonTokenType.Null => "NULL",
        _ => "MISSING",
    };

    /// <summary>White space may only stand between groups of four.</summary>
    private static bool HasSpaceInside(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (c > ' ')
            {
                digits++;
            }
            else if (digits % 4 != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static long Truncate(BigDecimal number)
    {
        var digits = (long)BigInteger.Abs(number.Unscaled).ToString(CultureInfo.InvariantCulture).Length;

        // Beyond these bounds the low 64 bits are zero, and the power of ten might not fit into memory.
        return number.Unscaled.IsZero || digits <= number.Scale || number.Scale <= -64 ? 0 : JsonTokens.Low64(number.ToBigInteger());
    }
}

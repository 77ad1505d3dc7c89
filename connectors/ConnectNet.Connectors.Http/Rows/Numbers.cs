using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.Http.Rows;

/// <summary>Reads numbers out of the API's strings. What is absent, or a placeholder, is null and never 0.</summary>
internal static class Numbers
{
    /// <summary>Six digits after the point: as exact as ads APIs get.</summary>
    public const int Scale = 6;

    private const int LongestNumber = 60;

    /// <summary>The text of a string or number; null for placeholders and everything else.</summary>
    public static string? Text(JsonElement element)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Trim(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        return text is null or "" or "-" or "--" or "NaN" ? null : text;
    }

    /// <summary>False when there is a text that is no whole number.</summary>
    public static bool TryCount(JsonElement element, out long? value)
    {
        value = null;
        if (Text(element) is not { } text)
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        value = number;
        return true;
    }

    /// <summary>
    /// False when there is a text that is no number. Exact to <see cref="Scale"/> digits, rounded half to even beyond.
    /// </summary>
    public static bool TryDecimal(JsonElement element, out BigDecimal? value)
    {
        value = null;
        if (Text(element) is not { } text)
        {
            return true;
        }

        // A power of ten could ask for a number of gigabytes.
        if (text.Length > LongestNumber || text.AsSpan().ContainsAny('e', 'E') || !BigDecimal.TryParse(text, out var number))
        {
            return false;
        }

        value = number.Scale <= Scale ? number.WithScale(Scale) : Round(number);
        return true;
    }

    private static BigDecimal Round(BigDecimal number)
    {
        var unit = BigInteger.Pow(10, number.Scale - Scale);
        var quotient = BigInteger.DivRem(number.Unscaled, unit, out var remainder);
        var half = BigInteger.Compare(BigInteger.Abs(remainder) * 2, unit);
        if (half > 0 || (half == 0 && !quotient.IsEven))
        {
            quotient += number.Unscaled.Sign;
        }

        return new BigDecimal(quotient, Scale);
    }
}

using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Values of another type than their column's, as JSON without schema has them: texts with numbers and flags in them, numbers for texts.
/// Taken as BigQuery takes them from JSON rows, but only where nothing is lost; null where the value is none of the column's type.
/// </summary>
internal static class Texts
{
    private const double LongLimit = 9223372036854775808d;

    /// <summary>A whole number from a text, a double or a decimal.</summary>
    public static long? Integer(object value) => value switch
    {
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : Numerics.From(text) is { } exact ? Whole(exact) : null,
        double number => number is >= -LongLimit and < LongLimit && Math.Floor(number) == number ? (long)number : null,
        float number => Integer((double)number),
        BigDecimal number => Whole(number),
        _ => null,
    };

    /// <summary>A floating point number whose digits are those of the text, <c>NaN</c> and the infinities included.</summary>
    /// <exception cref="ConversionException">Digits would be lost.</exception>
    public static double? Double(string text)
    {
        if (Numerics.From(text) is not { } exact)
        {
            return text.ToLowerInvariant() switch
            {
                "nan" => double.NaN,
                "infinity" or "+infinity" or "inf" or "+inf" => double.PositiveInfinity,
                "-infinity" or "-inf" => double.NegativeInfinity,
                _ => null,
            };
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) && Numerics.From(number)!.Value.CompareTo(exact) == 0 ? number : throw Inexact();
    }

    /// <summary>A floating point number that is the whole number.</summary>
    /// <exception cref="ConversionException">Digits would be lost.</exception>
    public static double Double(long value)
    {
        double number = value;
        return number < LongLimit && (long)number == value ? number : throw Inexact();
    }

    /// <summary>True and false as texts in any case, or as 1 and 0.</summary>
    public static bool? Flag(object value) => value switch
    {
        string text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        string text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        1L or 1 or (short)1 or (sbyte)1 => true,
        0L or 0 or (short)0 or (sbyte)0 => false,
        _ => null,
    };

    /// <summary>The text of a number or flag, as JSON has it.</summary>
    public static string? Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        BigDecimal number => number.ToPlainString(),
        long or int or short or sbyte or double or float or BigInteger => Values.ConvertToString(value),
        _ => null,
    };

    /// <summary>Bytes from base64 with padding.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[((text.Length + 3) / 4) * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static long? Whole(BigDecimal number)
    {
        if (number.Unscaled.IsZero)
        {
            return 0;
        }

        // Beyond 19 digits either way there is no long, and powers of ten could fill the memory.
        if (number.Scale < -19 || (number.Scale > 0 && number.Unscaled.GetBitLength() < number.Scale * 3L))
        {
            return null;
        }

        var (whole, below) = (number.Unscaled, BigInteger.Zero);
        if (number.Scale > 0)
        {
            whole = BigInteger.DivRem(whole, BigInteger.Pow(10, number.Scale), out below);
        }
        else
        {
            whole *= BigInteger.Pow(10, -number.Scale);
        }

        return below.IsZero && whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;
    }

    private static ConversionException Inexact() => new("is FLOAT in the table, which cannot hold all digits of the number");
}

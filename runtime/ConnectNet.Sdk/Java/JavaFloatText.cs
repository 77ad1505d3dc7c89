using System.Numerics;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// The texts of <c>Double.toString</c> and <c>Float.toString</c> as Java 17 gives them: at least one digit on each side of the point,
/// scientific below 10^-3 and from 10^7 on, and Java's digits where they are not the shortest possible (<c>9.999999999999999E22</c> for
/// 1e23). Text in topics is compared byte for byte, so the digit generation keeps Java's stopping rules. Pure functions.
/// </summary>
internal static class JavaFloatText
{
    /// <summary>No text is longer.</summary>
    public const int MaxLength = 32;

    private const int FractionBits = 52;
    private const long HiddenBit = 1L << FractionBits;

    /// <summary>The text of a double.</summary>
    public static string Of(double value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(value, text)]);
    }

    /// <summary>The text of a float.</summary>
    public static string Of(float value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(value, text)]);
    }

    /// <summary>Writes the text of a double in ASCII.</summary>
    /// <returns>Its length.</returns>
    public static int Format(double value, Span<byte> text)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return Special(value, text);
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var fraction = bits & (HiddenBit - 1);
        var exponent = (int)((bits >> FractionBits) & 0x7FF);
        var significant = FractionBits + 1;
        if (exponent == 0)
        {
            significant = 64 - BitOperations.LeadingZeroCount((ulong)fraction);
            var shift = FractionBits + 1 - significant;
            fraction <<= shift;
            exponent = 1 - shift;
        }

        return Layout(bits < 0, new Digits(fraction | HiddenBit, exponent - 1023, significant), text);
    }

    /// <summary>Writes the text of a float in ASCII.</summary>
    /// <returns>Its length.</returns>
    public static int Format(float value, Span<byte> text)
    {
        if (!float.IsFinite(value) || value == 0)
        {
            return Special(value, text);
        }

        var bits = BitConverter.SingleToInt32Bits(value);
        var fraction = bits & 0x7FFFFF;
        var exponent = (bits >> 23) & 0xFF;
        var significant = 24;
        if (exponent == 0)
        {
            significant = 32 - BitOperations.LeadingZeroCount((uint)fraction);
            var shift = 24 - significant;
            fraction <<= shift;
            exponent = 1 - shift;
        }

        return Layout(bits < 0, new Digits((long)(fraction | 0x800000) << (FractionBits - 23), exponent - 127, significant), text);
    }

    private static int Special(double value, Span<byte> text)
    {
        var special = double.IsNaN(value) ? "NaN"u8
            : double.IsPositiveInfinity(value) ? "Infinity"u8
            : double.IsNegativeInfinity(value) ? "-Infinity"u8
            : double.IsNegative(value) ? "-0.0"u8 : "0.0"u8;
        special.CopyTo(text);
        return special.Length;
    }

    private static int Layout(bool negative, Digits number, Span<byte> text)
    {
        Span<byte> digits = stackalloc byte[Digits.MaxCount];
        var (count, point) = number.Generate(digits);
        digits = digits[..count];
        var at = 0;
        if (negative)
        {
            text[at++] = (byte)'-';
        }

        if (point is > 0 and < 8)
        {
            for (var i = 0; i < point; i++)
            {
                text[at++] = i < count ? digits[i] : (byte)'0';
            }

            text[at++] = (byte)'.';
            return at + Rest(digits, point, text[at..]);
        }

        if (point is <= 0 and > -3)
        {
            "0."u8.CopyTo(text[at..]);
            text.Slice(at + 2, -point).Fill((byte)'0');
            at += 2 - point;
            return at + Rest(digits, 0, text[at..]);
        }

        text[at++] = digits[0];
        text[at++] = (byte)'.';
        at += Rest(digits, 1, text[at..]);
        text[at++] = (byte)'E';
        System.Buffers.Text.Utf8Formatter.TryFormat(point - 1, text[at..], out var written);
        return at + written;
    }

    private static int Rest(ReadOnlySpan<byte> digits, int from, Span<byte> text)
    {
        if (from >= digits.Length)
        {
            text[0] = (byte)'0';
            return 1;
        }

        digits[from..].CopyTo(text);
        return digits.Length - from;
    }
}

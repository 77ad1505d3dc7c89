using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// An exact decimal number: <c>Unscaled · 10^-Scale</c>. Equality counts the scale, as Java's does: 1.0 and 1.00 are two values.
/// <see cref="CompareTo"/> compares the numbers.
/// </summary>
/// <param name="Unscaled">All digits as an integer.</param>
/// <param name="Scale">Digits after the decimal point; negative for trailing zeros before it.</param>
public readonly record struct BigDecimal(BigInteger Unscaled, int Scale) : IComparable<BigDecimal>
{
    /// <summary>Zero with scale 0.</summary>
    public static BigDecimal Zero => default;

    /// <summary>Takes over a .NET decimal with its scale.</summary>
    public static BigDecimal From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new BigDecimal(bits[3] < 0 ? -magnitude : magnitude, (bits[3] >> 16) & 0xFF);
    }

    /// <summary>The big-endian two's-complement bytes of the unscaled value, as few as possible, as the Decimal type stores them.</summary>
    public byte[] ToUnscaledBytes() => Unscaled.ToByteArray(isUnsigned: false, isBigEndian: true);

    /// <summary>Reads what <see cref="ToUnscaledBytes"/> wrote.</summary>
    public static BigDecimal FromUnscaledBytes(ReadOnlySpan<byte> bytes, int scale) => new(new BigInteger(bytes, isUnsigned: false, isBigEndian: true), scale);

    /// <summary>Parses Java's syntax: sign, digits of any script with an optional point, optional exponent.</summary>
    /// <exception cref="NumberFormatException">The text is no decimal number.</exception>
    public static BigDecimal Parse(string text) =>
        TryParse(text, out var value) ? value : throw new NumberFormatException($"Not a decimal number: '{text}'");

    /// <summary>Parses Java's syntax; false where the text is no decimal number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BigDecimal value)
    {
        value = default;
        long exponent = 0;
        var e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!JavaPrimitives.TryInt32(text[(e + 1)..], out var parsed))
            {
                return false;
            }

            exponent = parsed;
            text = text[..e];
        }

        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            text = text[1..];
        }

        var point = text.IndexOf('.');
        var digits = JavaPrimitives.AsciiDigits(point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]));
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var scale = (point < 0 ? 0 : text.Length - point - 1) - exponent;
        if (scale is < int.MinValue or > int.MaxValue)
        {
            return false;
        }

        var unscaled = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        value = new BigDecimal(negative ? -unscaled : unscaled, (int)scale);
        return true;
    }

    /// <summary>The same number with another scale.</summary>
    /// <exception cref="ArithmeticException">Digits other than zero would be lost.</exception>
    public BigDecimal WithScale(int scale)
    {
        if (scale >= Scale)
        {
            return new BigDecimal(Unscaled * BigInteger.Pow(10, scale - Scale), scale);
        }

        var quotient = BigInteger.DivRem(Unscaled, BigInteger.Pow(10, Scale - scale), out var remainder);
        return remainder.IsZero ? new BigDecimal(quotient, scale) : throw new ArithmeticException("Rounding necessary");
    }

    /// <summary>Compares the numbers; scales do not count.</summary>
    public int CompareTo(BigDecimal other)
    {
        if (Unscaled.Sign != other.Unscaled.Sign || Unscaled.IsZero)
        {
            return Unscaled.Sign.CompareTo(other.Unscaled.Sign);
        }

        // Far apart; a common scale could need more digits than there is memory.
        var difference = Magnitude() - other.Magnitude();
        if (Math.Abs(difference) > 3)
        {
            return Unscaled.Sign * Math.Sign(difference);
        }

        var scale = Math.Max(Scale, other.Scale);
        return (Unscaled * BigInteger.Pow(10, scale - Scale)).CompareTo(other.Unscaled * BigInteger.Pow(10, scale - other.Scale));
    }

    // The number of digits before the point, one more or less.
    private double Magnitude() => (Unscaled.GetBitLength() * 0.30103) - Scale;

    /// <summary>Whether the left number is smaller.</summary>
    public static bool operator <(BigDecimal left, BigDecimal right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left number is larger.</summary>
    public static bool operator >(BigDecimal left, BigDecimal right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left number is smaller or the same.</summary>
    public static bool operator <=(BigDecimal left, BigDecimal right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left number is larger or the same.</summary>
    public static bool operator >=(BigDecimal left, BigDecimal right) => left.CompareTo(right) >= 0;

    /// <summary>The integer part, cut toward zero.</summary>
    public BigInteger ToBigInteger() => Scale <= 0 ? Unscaled * BigInteger.Pow(10, -Scale) : BigInteger.Divide(Unscaled, BigInteger.Pow(10, Scale));

    /// <summary>The nearest floating point number.</summary>
    public double ToDouble() => double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number without an exponent, such as <c>1000</c> or <c>0.00</c>.</summary>
    public string ToPlainString()
    {
        if (Scale <= 0)
        {
            return ToBigInteger().ToString(CultureInfo.InvariantCulture);
        }

        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return (Unscaled.Sign < 0 ? "-" : "") + digits[..^Scale] + "." + digits[^Scale..];
    }

    /// <summary>No text that <see cref="TryFormatShort"/> writes is longer.</summary>
    internal const int MaxShortLength = 24;

    /// <summary>Writes the text of <see cref="ToString"/> without making a string, where the number has at most 18 digits and no exponent.</summary>
    internal bool TryFormatShort(Span<char> text, out int length)
    {
        length = 0;
        if (Scale is < 0 or > 6 || Unscaled.GetBitLength() > 59)
        {
            return false;
        }

        var number = (long)Unscaled;
        Span<char> digits = stackalloc char[MaxShortLength];
        Math.Abs(number).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        if (number < 0)
        {
            text[length++] = '-';
        }

        for (var i = Math.Min(0, count - 1 - Scale); i < count; i++)
        {
            if (count - i == Scale)
            {
                text[length++] = '.';
            }

            text[length++] = i < 0 ? '0' : digits[i];
        }

        return true;
    }

    /// <summary>Java's text: plain while the scale is not negative and the exponent at least -6, else scientific as in <c>1E+3</c>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture);
        var adjusted = -(long)Scale + (digits.Length - 1);
        if (Scale >= 0 && adjusted >= -6)
        {
            return ToPlainString();
        }

        var text = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        if (adjusted != 0)
        {
            text += "E" + (adjusted > 0 ? "+" : "") + adjusted.ToString(CultureInfo.InvariantCulture);
        }

        return Unscaled.Sign < 0 ? "-" + text : text;
    }
}

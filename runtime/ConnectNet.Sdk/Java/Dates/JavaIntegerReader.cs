using System.Globalization;
using System.Numerics;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Reads whole numbers out of texts as Java's <c>NumberFormat.getIntegerInstance</c> does for dates: digits of any script, a minus, an exponent
/// (<c>2E3</c>), <c>∞</c> and <c>NaN</c> (0). More than 64 bits saturate, fewer are cut to 32.
/// </summary>
internal static class JavaIntegerReader
{
    private const string NotANumber = "NaN";
    private const int LongDigits = 19;

    /// <summary>Reads the number that stands at a place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the number begins; moved behind it.</param>
    /// <param name="limit">Where the text ends.</param>
    /// <param name="value">The number.</param>
    /// <returns>False where there is none.</returns>
    public static bool TryRead(string text, ref int at, int limit, out int value)
    {
        value = 0;
        var rest = text.AsSpan(0, limit);
        if (at < limit && rest[at..].StartsWith(NotANumber, StringComparison.Ordinal))
        {
            at += NotANumber.Length;
            return true;
        }

        var position = at;
        var negative = position < limit && rest[position] == '-';
        position += negative ? 1 : 0;
        if (position < limit && rest[position] == '∞')
        {
            at = position + 1;
            value = negative ? int.MinValue : int.MaxValue;
            return true;
        }

        var digits = position;
        if (!Digits(rest, ref position, out var number, out var count))
        {
            return false;
        }

        var end = position;
        var exponent = Exponent(rest, ref position);
        at = position;
        value = exponent == 0 && count < LongDigits
            ? unchecked((int)(negative ? -number : number))
            : Large(Mantissa(rest[digits..end]), count, exponent, negative);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, ref int at, out long number, out int count)
    {
        var start = at;
        number = 0;
        count = 0;
        for (int digit; at < text.Length && (digit = CharUnicodeInfo.GetDecimalDigitValue(text[at])) >= 0; at++)
        {
            number = unchecked((number * 10) + digit);
            count += count > 0 || digit > 0 ? 1 : 0;
        }

        return at > start;
    }

    private static int Exponent(ReadOnlySpan<char> text, ref int at)
    {
        if (at >= text.Length || text[at] != 'E')
        {
            return 0;
        }

        var position = at + 1;
        var negative = position < text.Length && text[position] == '-';
        position += negative ? 1 : 0;
        if (!Digits(text, ref position, out var exponent, out var count) || count >= LongDigits)
        {
            return 0;
        }

        at = position;
        return unchecked(negative ? -(int)exponent : (int)exponent);
    }

    private static BigInteger Mantissa(ReadOnlySpan<char> digits)
    {
        var mantissa = BigInteger.Zero;
        foreach (var digit in digits)
        {
            mantissa = (mantissa * 10) + CharUnicodeInfo.GetDecimalDigitValue(digit);
        }

        return mantissa;
    }

    private static int Large(BigInteger mantissa, int count, int exponent, bool negative)
    {
        var point = unchecked(count + exponent);
        if (mantissa.IsZero || point <= 0)
        {
            return 0;
        }

        if (point > LongDigits)
        {
            return negative ? int.MinValue : int.MaxValue;
        }

        var rest = BigInteger.Zero;
        var number = exponent >= 0 ? mantissa * BigInteger.Pow(10, exponent) : BigInteger.DivRem(mantissa, BigInteger.Pow(10, -exponent), out rest);
        number = negative ? -number : number;
        return rest.IsZero && number >= long.MinValue && number <= long.MaxValue
            ? unchecked((int)(long)number)
            : (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, number));
    }
}

using System.Numerics;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Generates the decimal digits of one finite binary number as Java 17 does: B/S is the number scaled to [1, 10), M half the distance
/// to its neighbours; digits are taken from B/S until what is left is smaller than M. Java's three tiers (32 bits, 64 bits, big integers)
/// agree except that the last also stops where remainder plus M equals the whole; both rules are kept because they decide the last digit.
/// </summary>
internal readonly ref struct Digits
{
    /// <summary>No number has more digits.</summary>
    public const int MaxCount = 26;

    private const int TopBit = 52;

    private readonly long _fraction;
    private readonly int _exponent;
    private readonly int _significantBits;

    /// <param name="fraction">The significant bits, shifted so that the highest is bit 52.</param>
    /// <param name="exponent">Power of two of the highest bit.</param>
    /// <param name="significantBits">Precision of the type at this magnitude.</param>
    public Digits(long fraction, int exponent, int significantBits)
    {
        _fraction = fraction;
        _exponent = exponent;
        _significantBits = significantBits;
    }

    /// <summary>Writes the digits in ASCII.</summary>
    /// <returns>Their count, and the position of the decimal point relative to the first digit.</returns>
    public (int Count, int Point) Generate(Span<byte> digits)
    {
        var trailing = BitOperations.TrailingZeroCount(_fraction);
        var bits = TopBit + 1 - trailing;
        var fractionBits = Math.Max(0, bits - _exponent - 1);
        if (fractionBits == 0 && _exponent <= 62)
        {
            return Integer(digits);
        }

        var estimate = EstimateExponent();
        var b5 = Math.Max(0, -estimate);
        var s5 = Math.Max(0, estimate);
        var b2 = b5 + fractionBits + _exponent;
        var s2 = s5 + fractionBits;
        var m2 = b2 - _significantBits;
        b2 -= bits - 1;
        var shared = Math.Min(b2, s2);
        b2 -= shared;
        s2 -= shared;
        m2 -= shared;
        if (bits == 1)
        {
            m2--;
        }

        if (m2 < 0)
        {
            b2 -= m2;
            s2 -= m2;
            m2 = 0;
        }

        var fraction = _fraction >> trailing;
        var sizeOfB = bits + b2 + BitsOfPowerOf5(b5);
        var sizeOfTenS = s2 + 1 + BitsOfPowerOf5(s5 + 1);
        return sizeOfB < 64 && sizeOfTenS < 64
            ? Small(digits, estimate, (fraction * PowerOf5(b5)) << b2, PowerOf5(s5) << s2, PowerOf5(b5) << m2, sizeOfB < 32 && sizeOfTenS < 32)
            : Big(digits, estimate, (fraction * BigInteger.Pow(5, b5)) << b2, BigInteger.Pow(5, s5) << s2, BigInteger.Pow(5, b5) << m2);
    }

    private static int BitsOfPowerOf5(int power) => power switch
    {
        0 => 0,
        <= 26 => 64 - BitOperations.LeadingZeroCount((ulong)PowerOf5(power)),
        _ => power * 3,
    };

    private static long PowerOf5(int power)
    {
        var result = 1L;
        for (var i = 0; i < power; i++)
        {
            result *= 5;
        }

        return result;
    }

    /// <summary>Overflows where Java's sums do, which its results show.</summary>
    private static (int Count, int Point) Small(Span<byte> digits, int exponent, long b, long s, long m, bool narrow)
    {
        var tens = s * 10;
        var q = (int)(b / s);
        b = 10 * (b % s);
        m = Times10(m, narrow);
        var low = b < m;
        var high = Sum(b, m, narrow) > tens;
        var count = First(digits, q, high, ref exponent);
        if (exponent is < -3 or >= 8)
        {
            low = high = false;
        }

        while (!low && !high)
        {
            q = (int)(b / s);
            b = 10 * (b % s);
            m = Times10(m, narrow);
            // M may overflow, and is then certainly the larger.
            low = m <= 0 || b < m;
            high = m <= 0 || Sum(b, m, narrow) > tens;
            digits[count++] = (byte)('0' + q);
        }

        return Finish(digits, count, exponent, low, high, Math.Sign(unchecked((b << 1) - tens)));
    }

    private static long Sum(long b, long m, bool narrow) => narrow ? unchecked((int)b + (int)m) : unchecked(b + m);

    private static long Times10(long m, bool narrow) => narrow ? unchecked((int)m * 10) : unchecked(m * 10);

    private static (int Count, int Point) Big(Span<byte> digits, int exponent, BigInteger b, BigInteger s, BigInteger m)
    {
        var tens = s * 10;
        var q = (int)BigInteger.DivRem(b, s, out b);
        b *= 10;
        m *= 10;
        var low = b < m;
        var high = tens <= b + m;
        var count = First(digits, q, high, ref exponent);
        if (exponent is < -3 or >= 8)
        {
            low = high = false;
        }

        while (!low && !high)
        {
            q = (int)BigInteger.DivRem(b, s, out b);
            b *= 10;
            m *= 10;
            low = b < m;
            high = tens <= b + m;
            digits[count++] = (byte)('0' + q);
        }

        return Finish(digits, count, exponent, low, high, (b << 1).CompareTo(tens));
    }

    private static int First(Span<byte> digits, int digit, bool high, ref int exponent)
    {
        if (digit == 0 && !high)
        {
            exponent--;
            return 0;
        }

        digits[0] = (byte)('0' + digit);
        return 1;
    }

    private static (int Count, int Point) Finish(Span<byte> digits, int count, int exponent, bool low, bool high, int rest)
    {
        var up = high && (!low || rest > 0 || (rest == 0 && (digits[count - 1] & 1) != 0));
        return (count, exponent + 1 + (up ? RoundUp(digits[..count]) : 0));
    }

    private static int RoundUp(Span<byte> digits)
    {
        var i = digits.Length - 1;
        while (i > 0 && digits[i] == '9')
        {
            digits[i--] = (byte)'0';
        }

        if (digits[i] == '9')
        {
            digits[i] = (byte)'1';
            return 1;
        }

        digits[i]++;
        return 0;
    }

    private (int Count, int Point) Integer(Span<byte> digits)
    {
        var value = _exponent >= TopBit ? _fraction << (_exponent - TopBit) : _fraction >> (TopBit - _exponent);
        var dropped = 0;
        var excess = _exponent - _significantBits - 1;
        if (excess > 1)
        {
            // Digits below the type's precision are rounded away.
            dropped = (int)(excess * 0.30102999566398120);
            var unit = 1L;
            for (var i = 0; i < dropped; i++)
            {
                unit *= 10;
            }

            value = (value / unit) + (value % unit >= unit >> 1 && dropped > 0 ? 1 : 0);
        }

        System.Buffers.Text.Utf8Formatter.TryFormat(value, digits, out var length);
        var count = length;
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return (count, length + dropped);
    }

    private int EstimateExponent()
    {
        var mantissa = BitConverter.Int64BitsToDouble((1023L << TopBit) | (_fraction & ((1L << TopBit) - 1)));
        return (int)Math.Floor(((mantissa - 1.5) * 0.289529654) + 0.176091259 + (_exponent * 0.301029995663981));
    }
}

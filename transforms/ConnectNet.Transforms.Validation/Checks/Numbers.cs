using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>Compares numbers of all kinds exactly. Stateless.</summary>
internal static class Numbers
{
    private const double ExactLimit = 1L << 53;

    public static bool IsInteger(object? value) => value is long or int or short or sbyte;

    public static bool IsNumber(object? value) => IsInteger(value) || value is double or float or BigDecimal;

    /// <summary>The sign of a minus b; null where one of them is NaN.</summary>
    public static int? Compare(object a, object b)
    {
        if (IsInteger(a) && IsInteger(b))
        {
            return ToLong(a).CompareTo(ToLong(b));
        }

        if (a is BigDecimal left && b is BigDecimal right && left.Scale == right.Scale)
        {
            return left.Unscaled.CompareTo(right.Unscaled);
        }

        if (IsDoubleExact(a) && IsDoubleExact(b))
        {
            return ToDouble(a).CompareTo(ToDouble(b));
        }

        return IsNaN(a) || IsNaN(b) ? null
            : IsInfinite(a) || IsInfinite(b) ? ToDouble(a).CompareTo(ToDouble(b))
            : ToDecimal(a).CompareTo(ToDecimal(b));
    }

    private static bool IsNaN(object value) => value is double.NaN or float.NaN;

    private static bool IsInfinite(object value) => value is double or float && double.IsInfinity(ToDouble(value));

    private static bool IsDoubleExact(object value) => value switch
    {
        double number => !double.IsNaN(number),
        float number => !float.IsNaN(number),
        BigDecimal => false,
        _ => Math.Abs((double)ToLong(value)) < ExactLimit,
    };

    private static long ToLong(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        _ => (sbyte)value,
    };

    private static double ToDouble(object value) => value switch
    {
        double number => number,
        float number => number,
        BigDecimal number => number.ToDouble(),
        _ => ToLong(value),
    };

    /// <summary>Binary fractions are finite decimal ones, so this loses nothing.</summary>
    private static BigDecimal ToDecimal(object value) => value switch
    {
        BigDecimal number => number,
        double or float => BigDecimal.Parse(ToDouble(value).ToString("E1000", CultureInfo.InvariantCulture)),
        _ => new BigDecimal(ToLong(value), 0),
    };
}

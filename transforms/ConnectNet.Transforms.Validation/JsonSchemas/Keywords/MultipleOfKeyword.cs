using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>multipleOf</c>, exact: 0.3 is a multiple of 0.1. Numbers of usual size cost no memory.</summary>
internal sealed class MultipleOfKeyword : Assertion
{
    private const int MaxScale = 1000;

    private readonly NumberBound _bound;
    private readonly long? _whole;
    private readonly decimal? _small;

    public MultipleOfKeyword(string location, NumberBound bound)
        : base(location)
    {
        _bound = bound;
        var exact = bound.Exact;
        if (exact.Scale is > MaxScale or < -MaxScale)
        {
            throw new FormatException($"{location} is too large or too small to be checked");
        }

        var whole = exact.ToBigInteger();
        _whole = new BigDecimal(whole, 0).CompareTo(exact) == 0 && whole <= long.MaxValue ? (long)whole : null;
        _small = decimal.TryParse(bound.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var small)
            && BigDecimal.From(small).CompareTo(exact) == 0 ? small : null;
    }

    protected override bool Holds(in Instance instance)
    {
        if (instance.Kind != JsonKind.Number)
        {
            return true;
        }

        var number = instance.Number;
        if (number.Kind == JsonNumberKind.Integer && _whole is { } whole)
        {
            return number.Integer % whole == 0;
        }

        return _small is { } small && TryDecimal(number, out var value) && TryRemainder(value, small, out var remainder)
            ? remainder == 0
            : HoldsExactly(number.Exact());
    }

    protected override string Problem(in Instance instance) => $"is {instance}, not a multiple of {_bound.Text}";

    private static bool TryDecimal(in JsonNumber number, out decimal value)
    {
        Span<char> text = stackalloc char[32];
        value = 0;
        switch (number.Kind)
        {
            case JsonNumberKind.Integer:
                value = number.Integer;
                return true;
            case JsonNumberKind.Decimal:
                return number.Decimal.Scale is >= 0 and <= 28 && TryDecimal(number.Decimal, out value);
            case JsonNumberKind.Double:
                return Math.Abs(number.Floating) is > 1e-10 and < 1e27 && number.Floating.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
                    && decimal.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            default:
                return Math.Abs(number.Floating) is > 1e-10 and < 1e27
                    && ((float)number.Floating).TryFormat(text, out length, "R", CultureInfo.InvariantCulture)
                    && decimal.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }

    private static bool TryDecimal(BigDecimal number, out decimal value)
    {
        value = 0;
        if (number.Unscaled.GetBitLength() > 62)
        {
            return false;
        }

        var unscaled = (long)number.Unscaled;
        var magnitude = (ulong)Math.Abs(unscaled);
        value = new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), 0, unscaled < 0, (byte)number.Scale);
        return true;
    }

    private static bool TryRemainder(decimal value, decimal divisor, out decimal remainder)
    {
        try
        {
            remainder = decimal.Remainder(value, divisor);
            return true;
        }
        catch (OverflowException)
        {
            remainder = 0;
            return false;
        }
    }

    private bool HoldsExactly(BigDecimal number)
    {
        if (number.Unscaled.IsZero)
        {
            return true;
        }

        if (number.Scale is > MaxScale or < -MaxScale)
        {
            // Digits beyond all of the divisor's are a remainder; before them, trailing zeros are none unless the divisor has other factors.
            return number.Scale < 0
                && BigInteger.ModPow(10, -(long)number.Scale + _bound.Exact.Scale, _bound.Exact.Unscaled) * number.Unscaled % _bound.Exact.Unscaled == 0;
        }

        var scale = Math.Max(number.Scale, _bound.Exact.Scale);
        return (number.WithScale(scale).Unscaled % _bound.Exact.WithScale(scale).Unscaled).IsZero;
    }
}

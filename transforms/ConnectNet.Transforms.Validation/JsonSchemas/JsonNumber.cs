using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A number of any Connect type, not boxed. Floating point numbers stand for their shortest text, which is what JSON shows: 0.1 is the
/// decimal 0.1, of 32 bits as of 64.
/// </summary>
internal readonly struct JsonNumber
{
    private readonly JsonNumberKind _kind;
    private readonly long _integer;
    private readonly double _floating;
    private readonly BigDecimal _decimal;

    private JsonNumber(JsonNumberKind kind, long integer, double floating, BigDecimal number)
    {
        _kind = kind;
        _integer = integer;
        _floating = floating;
        _decimal = number;
    }

    public JsonNumberKind Kind => _kind;

    public long Integer => _integer;

    public double Floating => _floating;

    public BigDecimal Decimal => _decimal;

    /// <summary>Whether it has no fraction; 1.0 has none.</summary>
    public bool IsIntegral => _kind switch
    {
        JsonNumberKind.Integer => true,
        JsonNumberKind.Decimal => IsWhole(_decimal),
        _ => Math.Floor(_floating) == _floating,
    };

    /// <summary>Reads a value that is a number in JSON.</summary>
    public static JsonNumber Of(object value, Schema? schema) => value switch
    {
        long number => Long(number),
        int number => Long(number),
        short number => Long(number),
        sbyte number => Long(number),
        double number => new(JsonNumberKind.Double, 0, number, default),
        float number => new(JsonNumberKind.Float, 0, number, default),
        EpochMillis time => Long(schema?.Name == LogicalTypes.DateName ? time.Value / EpochMillis.PerDay : time.Value),
        _ => new(JsonNumberKind.Decimal, 0, 0, (BigDecimal)value),
    };

    /// <summary>The number as a decimal.</summary>
    public BigDecimal Exact() => _kind switch
    {
        JsonNumberKind.Integer => new BigDecimal(_integer, 0),
        JsonNumberKind.Decimal => _decimal,
        JsonNumberKind.Double => BigDecimal.Parse(_floating.ToString("R", CultureInfo.InvariantCulture)),
        _ => BigDecimal.Parse(((float)_floating).ToString("R", CultureInfo.InvariantCulture)),
    };

    /// <summary>Whether two are the same number, of whatever types.</summary>
    public bool IsSame(in JsonNumber other) => (_kind, other._kind) switch
    {
        (JsonNumberKind.Integer, JsonNumberKind.Integer) => _integer == other._integer,
        (JsonNumberKind.Double, JsonNumberKind.Double) or (JsonNumberKind.Float, JsonNumberKind.Float) => _floating == other._floating,
        _ => Exact().CompareTo(other.Exact()) == 0,
    };

    private static JsonNumber Long(long number) => new(JsonNumberKind.Integer, number, 0, default);

    private static bool IsWhole(BigDecimal number)
    {
        if (number.Scale <= 0 || number.Unscaled.IsZero)
        {
            return true;
        }

        // A scale beyond the digits leaves a fraction, and its power of ten would be large.
        return number.Scale <= (number.Unscaled.GetBitLength() / 3) + 1
            && (number.Unscaled % System.Numerics.BigInteger.Pow(10, number.Scale)).IsZero;
    }
}

/// <summary>How a number is held.</summary>
internal enum JsonNumberKind
{
    Integer,
    Double,
    Float,
    Decimal,
}

using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A number of a schema, in every form that records are compared with, so that comparing costs no memory. Used by one thread.
/// </summary>
internal sealed class NumberBound
{
    private readonly BigDecimal _exact;
    private readonly bool _isWhole;
    private readonly int _side;
    private readonly long _floor;
    private readonly double _double;
    private readonly float _float;
    private BigDecimal _rescaled;

    /// <param name="text">A JSON number.</param>
    public NumberBound(string text)
    {
        Text = text;
        _exact = BigDecimal.TryParse(text, out var exact) ? exact : throw new FormatException($"{text} is no number that can be held");
        _rescaled = _exact;
        _double = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        _float = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (_exact.CompareTo(new BigDecimal(long.MaxValue, 0)) > 0)
        {
            _side = 1;
        }
        else if (_exact.CompareTo(new BigDecimal(long.MinValue, 0)) < 0)
        {
            _side = -1;
        }
        else
        {
            var integer = BelowOne(_exact) ? BigInteger.Zero : _exact.ToBigInteger();
            _isWhole = new BigDecimal(integer, 0).CompareTo(_exact) == 0;
            _floor = (long)(_isWhole || _exact.Unscaled.Sign > 0 ? integer : integer - 1);
        }
    }

    /// <summary>The number as the schema has it.</summary>
    public string Text { get; }

    /// <summary>The number.</summary>
    public BigDecimal Exact => _exact;

    /// <summary>Sign of a record's number minus this one.</summary>
    public int Compare(in JsonNumber number) => number.Kind switch
    {
        JsonNumberKind.Integer => Compare(number.Integer),
        JsonNumberKind.Double => number.Floating.CompareTo(_double),
        JsonNumberKind.Float => ((float)number.Floating).CompareTo(_float),
        _ => Compare(number.Decimal),
    };

    private int Compare(long number)
    {
        if (_side != 0)
        {
            return -_side;
        }

        return number > _floor ? 1 : number == _floor && _isWhole ? 0 : -1;
    }

    // Values of one field have one scale nearly always; the bound is kept in the scale seen last.
    private int Compare(BigDecimal number)
    {
        if (number.Scale != _rescaled.Scale)
        {
            if (number.Scale < _exact.Scale || number.Scale > _exact.Scale + 100)
            {
                return number.CompareTo(_exact);
            }

            _rescaled = _exact.WithScale(number.Scale);
        }

        return number.Unscaled.CompareTo(_rescaled.Unscaled);
    }

    private static bool BelowOne(BigDecimal number) => number.Scale > (number.Unscaled.GetBitLength() / 3) + 1;
}

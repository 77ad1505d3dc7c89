using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The value is a number, or a point in time, on one side of a bound.</summary>
internal sealed class RangeCheck : Check
{
    private readonly string _text;
    private readonly bool _isMinimum;
    private readonly bool _isExclusive;
    private readonly EpochMillis? _time;
    private readonly BigDecimal _decimal;
    private readonly object _number = 0L;
    private BigDecimal _rescaled;

    /// <param name="text">The bound: a number, or a date, time or timestamp in ISO 8601.</param>
    /// <param name="isMinimum">Whether values lie above it.</param>
    /// <param name="isExclusive">Whether the bound itself is excluded.</param>
    /// <exception cref="FormatException">The text is no bound.</exception>
    public RangeCheck(string text, bool isMinimum, bool isExclusive)
    {
        _text = text;
        _isMinimum = isMinimum;
        _isExclusive = isExclusive;
        if (BigDecimal.TryParse(text, out _decimal))
        {
            _number = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : _decimal;
            _rescaled = _decimal;
        }
        else
        {
            _time = Values.ParseString(text).Value as EpochMillis?
                ?? throw new FormatException("neither a number such as 0.01 nor a time such as 2024-01-31 or 2024-01-31T12:00:00.000Z");
        }
    }

    public override string? Problem(Found found, Found root)
    {
        if (Compare(found.Value!) is not { } sign)
        {
            return $"is {found}, which cannot be compared with {_text}";
        }

        var side = _isMinimum ? sign : -sign;
        return side > 0 || (side == 0 && !_isExclusive) ? null : $"is {found}, {Bound()} {_text}";
    }

    private string Bound() => (_isMinimum, _isExclusive) switch
    {
        (true, false) => "less than the minimum",
        (true, true) => "not more than",
        (false, false) => "more than the maximum",
        _ => "not less than",
    };

    private int? Compare(object value) => (value, _time) switch
    {
        (EpochMillis time, { } bound) => time.CompareTo(bound),
        (BigDecimal number, null) => CompareDecimal(number),
        (_, null) when Numbers.IsNumber(value) => Numbers.Compare(value, _number),
        _ => null,
    };

    /// <summary>Values of one field have one scale nearly always; the bound is kept in the scale seen last.</summary>
    private int CompareDecimal(BigDecimal number)
    {
        if (number.Scale != _rescaled.Scale)
        {
            if (number.Scale < _decimal.Scale)
            {
                return number.CompareTo(_decimal);
            }

            _rescaled = _decimal.WithScale(number.Scale);
        }

        return number.Unscaled.CompareTo(_rescaled.Unscaled);
    }
}

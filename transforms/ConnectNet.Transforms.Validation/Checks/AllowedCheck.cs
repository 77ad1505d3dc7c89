using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The value's text is one of a list; numbers are compared as numbers.</summary>
internal sealed class AllowedCheck : Check
{
    private readonly HashSet<string> _texts;
    private readonly HashSet<long> _integers = [];
    private readonly List<object> _numbers = [];
    private readonly string _list;

    /// <param name="allowed">The texts.</param>
    public AllowedCheck(IReadOnlyList<string> allowed)
    {
        _texts = new HashSet<string>(allowed, StringComparer.Ordinal);
        _list = string.Join(", ", allowed.Take(10)) + (allowed.Count > 10 ? ", …" : "");
        foreach (var text in allowed)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            {
                _integers.Add(integer);
            }

            if (BigDecimal.TryParse(text, out var number))
            {
                _numbers.Add(number);
            }
        }
    }

    public override string? Problem(Found found, Found root) => IsAllowed(found.Value!) ? null : $"is {found}, not one of {_list}";

    private bool IsAllowed(object value) => value switch
    {
        string text => _texts.Contains(text),
        long number => _integers.Contains(number),
        int number => _integers.Contains(number),
        short number => _integers.Contains(number),
        sbyte number => _integers.Contains(number),
        bool flag => _texts.Contains(flag ? "true" : "false"),
        EpochMillis time => _texts.Contains(Values.TimeText(time)),
        _ => Numbers.IsNumber(value) && IsAllowedNumber(value),
    };

    private bool IsAllowedNumber(object value)
    {
        foreach (var number in _numbers)
        {
            if (Numbers.Compare(value, number) == 0)
            {
                return true;
            }
        }

        return false;
    }
}

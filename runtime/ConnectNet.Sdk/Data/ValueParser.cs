using System.Globalization;
using System.Numerics;
using System.Text;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// Finds the value of one header text; the rules, quirks included, are those of Kafka 4.3.1. Used once.
/// </summary>
/// <param name="text">The text, not empty.</param>
internal sealed class ValueParser(string text)
{
    private readonly ValueTokens _tokens = new(text);

    /// <summary>Reads one value.</summary>
    /// <param name="embedded">Whether it is an element of a list or map.</param>
    /// <exception cref="DataException">An element is no value.</exception>
    public SchemaAndValue Parse(bool embedded)
    {
        if (!_tokens.HasNext)
        {
            return SchemaAndValue.Null;
        }

        if (embedded && _tokens.TryTake("\""))
        {
            return Quoted();
        }

        if (IsLiteral(embedded, "null"))
        {
            return SchemaAndValue.Null;
        }

        if (IsLiteral(embedded, "true"))
        {
            return new SchemaAndValue(Schema.Boolean, true);
        }

        if (IsLiteral(embedded, "false"))
        {
            return new SchemaAndValue(Schema.Boolean, false);
        }

        var start = _tokens.Mark();
        try
        {
            if (_tokens.TryTake("["))
            {
                return List();
            }

            if (_tokens.TryTake("{"))
            {
                return Map();
            }
        }
        catch (DataException)
        {
            _tokens.RewindTo(start);
        }

        var token = _tokens.Next();
        return ValueTokens.IsBlank(token)
            ? new SchemaAndValue(Schema.String, token)
            : Scalar(embedded, token.AsSpan().Trim(ValueTokens.JavaSpace).ToString());
    }

    private bool IsLiteral(bool embedded, string literal)
    {
        var start = _tokens.Mark();
        if (_tokens.TryTake(literal) && (embedded || !_tokens.HasNext))
        {
            return true;
        }

        _tokens.RewindTo(start);
        return false;
    }

    private SchemaAndValue Scalar(bool embedded, string token)
    {
        var digit = char.IsDigit(token[0]);
        if (digit && Temporal(token) is { } time)
        {
            return time;
        }

        if ((digit || token[0] is '+' or '-') && JavaDecimal(token) is { } number)
        {
            return Number(number);
        }

        return embedded ? throw new DataException("Failed to parse embedded value") : new SchemaAndValue(Schema.String, text);
    }

    private SchemaAndValue? Temporal(string token)
    {
        // Unescaped colons split a time into five tokens.
        var mark = _tokens.Mark();
        if (_tokens.Next(4) is { } rest && TemporalText(token + rest) is { } time)
        {
            return time;
        }

        _tokens.RewindTo(mark);
        return TemporalText(token);
    }

    private static SchemaAndValue? TemporalText(string token)
    {
        token = token.Replace("\\:", ":", StringComparison.Ordinal);
        var (format, schema) = token.Length switch
        {
            10 => (Values.DateTexts, LogicalTypes.Date),
            13 => (Values.TimeTexts, LogicalTypes.Time),
            24 => (Values.TimestampTexts, LogicalTypes.Timestamp),
            _ => (null, null),
        };
        return format is not null && format.TryParse(token, out var time) ? new SchemaAndValue(schema, time) : null;
    }

    private static BigDecimal? JavaDecimal(string token) => BigDecimal.TryParse(token, out var number) ? number : null;

    private static SchemaAndValue Number(BigDecimal number)
    {
        if (Integral(number) is { } integer)
        {
            return integer switch
            {
                >= sbyte.MinValue and <= sbyte.MaxValue => new SchemaAndValue(Schema.Int8, (sbyte)integer),
                >= short.MinValue and <= short.MaxValue => new SchemaAndValue(Schema.Int16, (short)integer),
                >= int.MinValue and <= int.MaxValue => new SchemaAndValue(Schema.Int32, (int)integer),
                _ => new SchemaAndValue(Schema.Int64, integer),
            };
        }

        var exact = number.ToString();
        if (number.Scale != 0 && float.Parse(exact, CultureInfo.InvariantCulture) is var single && float.IsFinite(single))
        {
            return new SchemaAndValue(Schema.Float32, single);
        }

        return number.Scale != 0 && double.Parse(exact, CultureInfo.InvariantCulture) is var value && double.IsFinite(value)
            ? new SchemaAndValue(Schema.Float64, value)
            : new SchemaAndValue(LogicalTypes.DecimalBuilder(number.Scale).Build(), number);
    }

    private static long? Integral(BigDecimal number)
    {
        var digits = BigInteger.Abs(number.Unscaled).ToString(CultureInfo.InvariantCulture).Length - (long)number.Scale;
        if (!number.Unscaled.IsZero && digits is < 1 or > 19)
        {
            return null;
        }

        if (number.Unscaled.IsZero)
        {
            return 0;
        }

        var integer = number.ToBigInteger();
        var isWhole = number.CompareTo(new BigDecimal(integer, 0)) == 0;
        return isWhole && integer >= long.MinValue && integer <= long.MaxValue ? (long)integer : null;
    }

    private SchemaAndValue Quoted()
    {
        var content = new StringBuilder();
        while (_tokens.HasNext && !_tokens.TryTake("\""))
        {
            content.Append(_tokens.Next());
        }

        return TemporalText(content.ToString()) ?? new SchemaAndValue(Schema.String, content.ToString());
    }

    private SchemaAndValue List()
    {
        var items = new List<object?>();
        var elements = new CommonSchema();
        while (_tokens.HasNext)
        {
            if (_tokens.TryTake("]"))
            {
                return elements.Schema is { } common
                    ? new SchemaAndValue(SchemaBuilder.Array(common).Build(), items.ConvertAll(item => Values.ConvertTo(common, null, item)))
                    : new SchemaAndValue(SchemaBuilder.UntypedArray().Build(), items);
            }

            if (_tokens.TryTake(","))
            {
                throw new DataException("Unable to parse an empty array element: " + text);
            }

            var element = Parse(embedded: true);
            elements.Merge(element.Schema);
            items.Add(element.Value);
            var mark = _tokens.Mark();
            if (_tokens.TryTake("]"))
            {
                _tokens.RewindTo(mark);
            }
            else if (!_tokens.TryTake(","))
            {
                throw new DataException("Array elements missing ',' delimiter");
            }
        }

        throw new DataException("Array is missing terminating ']': " + text);
    }

    private SchemaAndValue Map()
    {
        var map = ConnectMap.KeepingOrder();
        var keys = new CommonSchema();
        var values = new CommonSchema();
        while (_tokens.HasNext)
        {
            if (_tokens.TryTake("}"))
            {
                return Typed(map, keys.Schema, values.Schema);
            }

            if (_tokens.TryTake(","))
            {
                throw new DataException("Unable to parse a map entry with no key or value: " + text);
            }

            var key = Parse(embedded: true);
            if (key.Value is null)
            {
                throw new DataException("Map entry may not have a null key: " + text);
            }

            if (!_tokens.TryTake(":"))
            {
                throw new DataException($"Map entry is missing ':' at {_tokens.Mark()} in {text}");
            }

            var value = Parse(embedded: true);
            map[key.Value] = value.Value;
            _tokens.TryTake(",");
            keys.Merge(key.Schema);
            values.Merge(value.Schema);
        }

        throw new DataException("Map is missing terminating '}': " + text);
    }

    private static SchemaAndValue Typed(ConnectMap map, Schema? keys, Schema? values)
    {
        if (keys is null)
        {
            return new SchemaAndValue(SchemaBuilder.UntypedMap(null, null).Build(), map);
        }

        var typed = ConnectMap.KeepingOrder(map.Count);
        foreach (var (key, value) in map)
        {
            typed[Values.ConvertTo(keys, null, key)!] = values is null ? value : Values.ConvertTo(values, null, value);
        }

        return new SchemaAndValue(
            values is null ? SchemaBuilder.UntypedMap(keys, null).Build() : SchemaBuilder.Map(keys, values).Build(), typed);
    }
}

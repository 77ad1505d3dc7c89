using System.Globalization;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Transforms;

/// <summary>Java's conversions between primitive values, as Cast does them: integers wrap, floats saturate. Stateless.</summary>
internal static class Casting
{
    private const string InputTypes = "[INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES]";

    /// <summary>Converts a value.</summary>
    /// <param name="schema">Its schema, or null.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="target">The type to convert to.</param>
    /// <exception cref="DataException">The value has no such form.</exception>
    public static object? To(Schema? schema, object? value, SchemaType target)
    {
        if (value is null)
        {
            return null;
        }

        var source = schema?.Type ?? SchemaTypes.Of(value) ?? throw new DataException(
            $"Cast transformation was passed a value of type class {JavaTypes.NameOf(value)} which is not supported by Connect's data API");
        if (!source.IsPrimitive())
        {
            throw new DataException($"Cast transformation does not support casting from {source.JavaName()}; supported types are {InputTypes}");
        }

        if (target == SchemaType.String)
        {
            return Text(value);
        }

        value = schema is null ? value : Stored(schema, value);
        return target switch
        {
            SchemaType.Int8 => unchecked((sbyte)Int32(value, sbyte.MinValue, sbyte.MaxValue)),
            SchemaType.Int16 => unchecked((short)Int32(value, short.MinValue, short.MaxValue)),
            SchemaType.Int32 => Int32(value, int.MinValue, int.MaxValue),
            SchemaType.Int64 => Int64(value),
            SchemaType.Float32 => Float32(value),
            SchemaType.Float64 => Float64(value),
            _ => Boolean(value),
        };
    }

    private static string Text(object value) => value switch
    {
        EpochMillis time => Values.TimeText(time),
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => Values.JavaText(value),
    };

    private static object Stored(Schema schema, object value) => schema.Name switch
    {
        LogicalTypes.DateName => LogicalTypes.FromDate(schema, (EpochMillis)value),
        LogicalTypes.TimeName => LogicalTypes.FromTime(schema, (EpochMillis)value),
        LogicalTypes.TimestampName => LogicalTypes.FromTimestamp(schema, (EpochMillis)value),
        _ => value,
    };

    private static int Int32(object value, int min, int max) => value switch
    {
        sbyte number => number,
        short number => number,
        int number => number,
        long number => unchecked((int)number),
        float number => (int)Saturated(number, int.MinValue, int.MaxValue),
        double number => (int)Saturated(number, int.MinValue, int.MaxValue),
        BigDecimal number => unchecked((int)LowBits(number)),
        bool flag => flag ? 1 : 0,
        string text when JavaPrimitives.TryInt32(text, out var number)
            => number >= min && number <= max ? number : throw OutOfRange(text, $"Value out of range. Value:\"{text}\" Radix:10"),
        string text => throw OutOfRange(text, NoNumber(text)),
        _ => throw Unexpected(value),
    };

    private static long Int64(object value) => value switch
    {
        long number => number,
        float number => Saturated(number, long.MinValue, long.MaxValue),
        double number => Saturated(number, long.MinValue, long.MaxValue),
        BigDecimal number => LowBits(number),
        string text when JavaPrimitives.TryInt64(text, out var number) => number,
        string text => throw OutOfRange(text, NoNumber(text)),
        _ => Int32(value, int.MinValue, int.MaxValue),
    };

    private static float Float32(object value) => value switch
    {
        float number => number,
        double number => (float)number,
        BigDecimal number => float.Parse(number.ToString(), CultureInfo.InvariantCulture),
        string text => float.Parse(FloatText(text), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => Int64(value),
    };

    private static double Float64(object value) => value switch
    {
        float number => number,
        double number => number,
        BigDecimal number => number.ToDouble(),
        string text => double.Parse(FloatText(text), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => Int64(value),
    };

    private static bool Boolean(object value) => value switch
    {
        bool flag => flag,
        string text => text.Equals("true", StringComparison.OrdinalIgnoreCase),
        _ => Int64(value) != 0,
    };

    private static string FloatText(string text)
    {
        try
        {
            return JavaPrimitives.FloatText(text);
        }
        catch (NumberFormatException e)
        {
            throw OutOfRange(text, e.Message);
        }
    }

    private static long Saturated(double number, long min, long max) => double.IsNaN(number) ? 0 : number <= min ? min : number >= max ? max : (long)number;

    private static long LowBits(BigDecimal number) => unchecked((long)(ulong)(number.ToBigInteger() & ulong.MaxValue));

    private static string NoNumber(string text) => $"For input string: \"{text}\"";

    private static DataException OutOfRange(string text, string reason) =>
        new($"Value ({text}) was out of range for requested data type", new NumberFormatException(reason));

    private static DataException Unexpected(object value) => new($"Unexpected type in Cast transformation: class {JavaTypes.NameOf(value)}");
}

using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>Conversions between kinds of value, as Kafka's transformations and connectors do them. Numbers are cut to width without a check.</summary>
public static partial class Values
{
    /// <summary>A boolean: boolean text, or whether a number's integer part is not 0.</summary>
    /// <param name="schema">Schema of the value, or null.</param>
    /// <param name="value">The value, or null.</param>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static bool? ConvertToBoolean(Schema? schema, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        string text when ParseString(text).Value is bool flag => flag,
        _ => AsLong(schema, value) != 0,
    };

    /// <summary>An 8-bit integer.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static sbyte? ConvertToInt8(Schema? schema, object? value) => value is null ? null : value as sbyte? ?? unchecked((sbyte)AsLong(schema, value));

    /// <summary>A 16-bit integer.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static short? ConvertToInt16(Schema? schema, object? value) => value is null ? null : value as short? ?? unchecked((short)AsLong(schema, value));

    /// <summary>A 32-bit integer.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static int? ConvertToInt32(Schema? schema, object? value) => value is null ? null : value as int? ?? unchecked((int)AsLong(schema, value));

    /// <summary>A 64-bit integer.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static long? ConvertToInt64(Schema? schema, object? value) => value is null ? null : value as long? ?? AsLong(schema, value);

    /// <summary>A 32-bit floating point number.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static float? ConvertToFloat32(Schema? schema, object? value) => value is null ? null : value as float? ?? (float)AsDouble(schema, value);

    /// <summary>A 64-bit floating point number.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static double? ConvertToFloat64(Schema? schema, object? value) => value is null ? null : value as double? ?? AsDouble(schema, value);

    /// <summary>A list: the value itself, or what its text reads as.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static IReadOnlyList<object?> ConvertToList(object? value)
    {
        value = Parsed(NotNull(value));
        return value as IReadOnlyList<object?> ?? throw Inconvertible(value, "Schema{ARRAY}");
    }

    /// <summary>A map: the value itself, or what its text reads as.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static ConnectMap ConvertToMap(object? value)
    {
        value = Parsed(NotNull(value));
        return value as ConnectMap ?? throw Inconvertible(value, "Schema{MAP}");
    }

    /// <summary>A struct, which only a struct is.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static Struct ConvertToStruct(object? value) => NotNull(value) as Struct ?? throw Inconvertible(value, "Schema{STRUCT}");

    /// <summary>A date from text, from days, or the date part of a timestamp.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static EpochMillis ConvertToDate(Schema? schema, object? value)
    {
        value = Parsed(NotNull(value));
        return value switch
        {
            EpochMillis time when schema is null or { Name: LogicalTypes.DateName } => time,
            EpochMillis time when schema.Name == LogicalTypes.TimestampName => new EpochMillis(time.Value / EpochMillis.PerDay * EpochMillis.PerDay),
            _ => LogicalTypes.ToDate(LogicalTypes.Date, unchecked((int)AsLong(schema, value))),
        };
    }

    /// <summary>A time of day from text, from milliseconds, or the time part of a timestamp.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static EpochMillis ConvertToTime(Schema? schema, object? value)
    {
        value = Parsed(NotNull(value));
        return value switch
        {
            EpochMillis time when schema is null or { Name: LogicalTypes.TimeName } => time,
            EpochMillis time when schema.Name == LogicalTypes.TimestampName =>
                new EpochMillis(time.Value - (JavaCalendar.FloorDiv(time.Value, EpochMillis.PerDay) * EpochMillis.PerDay)),
            _ => LogicalTypes.ToTime(LogicalTypes.Time, unchecked((int)AsLong(schema, value))),
        };
    }

    /// <summary>A timestamp from text, from milliseconds, from a date or from a time of day.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static EpochMillis ConvertToTimestamp(Schema? schema, object? value)
    {
        value = Parsed(NotNull(value));
        return value is EpochMillis time && schema is null or { Name: LogicalTypes.DateName or LogicalTypes.TimeName or LogicalTypes.TimestampName }
            ? (EpochMillis)value!
            : new EpochMillis(AsLong(schema, value));
    }

    /// <summary>A decimal from bytes with a given scale, from a number or from text, which keep their own scale.</summary>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    /// <exception cref="NumberFormatException">The text is no number, as in Java.</exception>
    public static BigDecimal ConvertToDecimal(object? value, int scale) => NotNull(value) switch
    {
        byte[] bytes => BigDecimal.FromUnscaledBytes(bytes, scale),
        BigDecimal number => number,
        sbyte or short or int or long or float or double => BigDecimal.Parse(JavaText(Convert.ToDouble(value, CultureInfo.InvariantCulture))),
        string text => BigDecimal.Parse(text),
        _ => throw Inconvertible(value, "Schema{" + LogicalTypes.DecimalName + ":BYTES}"),
    };

    /// <summary>Converts a value to the type of a schema.</summary>
    /// <param name="to">Schema to convert to.</param>
    /// <param name="from">Schema of the value, or null.</param>
    /// <param name="value">The value, or null.</param>
    /// <exception cref="DataException">The value cannot be converted.</exception>
    public static object? ConvertTo(Schema to, Schema? from, object? value)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (value is null)
        {
            return to.IsOptional ? null : NotNull(value);
        }

        return to.Name switch
        {
            LogicalTypes.DecimalName when to.Type == SchemaType.Bytes => ConvertToDecimal(value, LogicalTypes.ScaleOf(to)),
            LogicalTypes.DateName when to.Type == SchemaType.Int32 => ConvertToDate(from, value),
            LogicalTypes.TimeName when to.Type == SchemaType.Int32 => ConvertToTime(from, value),
            LogicalTypes.TimestampName when to.Type == SchemaType.Int64 => ConvertToTimestamp(from, value),
            _ => to.Type switch
            {
                SchemaType.Bytes => value as byte[] ?? throw Inconvertible(value, to.ToString()),
                SchemaType.String => ConvertToString(value),
                SchemaType.Boolean => ConvertToBoolean(from, value),
                SchemaType.Int8 => ConvertToInt8(from, value),
                SchemaType.Int16 => ConvertToInt16(from, value),
                SchemaType.Int32 => ConvertToInt32(from, value),
                SchemaType.Int64 => ConvertToInt64(from, value),
                SchemaType.Float32 => ConvertToFloat32(from, value),
                SchemaType.Float64 => ConvertToFloat64(from, value),
                SchemaType.Array => ConvertToList(value),
                SchemaType.Map => ConvertToMap(value),
                _ => ConvertToStruct(value),
            },
        };
    }

    private static object NotNull(object? value) =>
        value ?? throw new DataException("Unable to convert a null value to a schema that requires a value");

    private static object? Parsed(object? value) => value is string text ? ParseString(text).Value : value;

    private static long AsLong(Schema? schema, object? value) => value switch
    {
        sbyte number => number,
        short number => number,
        int number => number,
        long number => number,
        float number => SaturatedLong(number),
        double number => SaturatedLong(number),
        BigDecimal number => LowBits(number.ToBigInteger()),
        BigInteger number => LowBits(number),
        string text when BigDecimal.TryParse(text, out var number) => LowBits(number.ToBigInteger()),
        EpochMillis time when schema?.Name == LogicalTypes.DateName => LogicalTypes.FromDate(schema, time),
        EpochMillis time when schema?.Name == LogicalTypes.TimeName => LogicalTypes.FromTime(schema, time),
        EpochMillis time when schema?.Name == LogicalTypes.TimestampName => time.Value,
        _ => throw Inconvertible(value, schema?.ToString() ?? "a number"),
    };

    private static double AsDouble(Schema? schema, object? value) => value switch
    {
        float number => number,
        double number => number,
        BigDecimal number => number.ToDouble(),
        string text when BigDecimal.TryParse(text, out var number) => number.ToDouble(),
        _ => AsLong(schema, value),
    };

    private static long LowBits(BigInteger number) => unchecked((long)(ulong)(number & ulong.MaxValue));

    private static long SaturatedLong(double number) => double.IsNaN(number) ? 0
        : number >= long.MaxValue ? long.MaxValue
        : number <= long.MinValue ? long.MinValue
        : (long)number;

    private static DataException Inconvertible(object? value, string target) =>
        new($"Unable to convert {JavaText(value)} (class {JavaTypes.NameOf(value)}) to {target}");
}

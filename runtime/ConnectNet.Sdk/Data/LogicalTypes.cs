using System.Globalization;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// The four logical types: schemas recognised by name, whose values are <see cref="BigDecimal"/> and <see cref="EpochMillis"/>, and
/// the conversions to what is stored underneath.
/// </summary>
public static class LogicalTypes
{
    /// <summary>Schema name of decimals; stored as bytes, with the parameter <see cref="ScaleParameter"/>.</summary>
    public const string DecimalName = "org.apache.kafka.connect.data.Decimal";

    /// <summary>Schema name of dates; stored as days since 1970-01-01.</summary>
    public const string DateName = "org.apache.kafka.connect.data.Date";

    /// <summary>Schema name of times of day; stored as milliseconds since midnight.</summary>
    public const string TimeName = "org.apache.kafka.connect.data.Time";

    /// <summary>Schema name of points in time; stored as milliseconds since the epoch.</summary>
    public const string TimestampName = "org.apache.kafka.connect.data.Timestamp";

    /// <summary>Schema parameter that holds a decimal's scale.</summary>
    public const string ScaleParameter = "scale";

    /// <summary>Required date.</summary>
    public static Schema Date { get; } = DateBuilder().Build();

    /// <summary>Required time of day.</summary>
    public static Schema Time { get; } = TimeBuilder().Build();

    /// <summary>Required point in time.</summary>
    public static Schema Timestamp { get; } = TimestampBuilder().Build();

    /// <summary>Starts a decimal schema.</summary>
    public static SchemaBuilder DecimalBuilder(int scale) => new SchemaBuilder(SchemaType.Bytes)
        .Name(DecimalName).Parameter(ScaleParameter, scale.ToString(CultureInfo.InvariantCulture)).Version(1);

    /// <summary>Starts a date schema.</summary>
    public static SchemaBuilder DateBuilder() => new SchemaBuilder(SchemaType.Int32).Name(DateName).Version(1);

    /// <summary>Starts a time schema.</summary>
    public static SchemaBuilder TimeBuilder() => new SchemaBuilder(SchemaType.Int32).Name(TimeName).Version(1);

    /// <summary>Starts a timestamp schema.</summary>
    public static SchemaBuilder TimestampBuilder() => new SchemaBuilder(SchemaType.Int64).Name(TimestampName).Version(1);

    /// <summary>The scale of a decimal schema.</summary>
    /// <exception cref="DataException">The parameter is missing or no number.</exception>
    public static int ScaleOf(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Parameters is null || !schema.Parameters.TryGetValue(ScaleParameter, out var text))
        {
            throw new DataException("Invalid Decimal schema: scale parameter not found.");
        }

        return JavaPrimitives.TryInt32(text, out var scale)
            ? scale
            : throw new DataException("Invalid scale parameter found in Decimal schema: ");
    }

    /// <summary>The bytes that store a decimal.</summary>
    /// <exception cref="DataException">The value's scale is not the schema's.</exception>
    public static byte[] FromDecimal(Schema schema, BigDecimal value)
    {
        var scale = ScaleOf(schema);
        return value.Scale == scale
            ? value.ToUnscaledBytes()
            : throw new DataException("Decimal value has mismatching scale for given Decimal schema. "
                + $"Schema has scale {scale}, value has scale {value.Scale}.");
    }

    /// <summary>The decimal that bytes store.</summary>
    public static BigDecimal ToDecimal(Schema schema, ReadOnlySpan<byte> bytes) => BigDecimal.FromUnscaledBytes(bytes, ScaleOf(schema));

    /// <summary>Days since 1970-01-01.</summary>
    /// <exception cref="DataException">No date schema, or the value is not midnight UTC.</exception>
    public static int FromDate(Schema schema, EpochMillis value)
    {
        Require(schema, DateName, "Date");
        return value.Value % EpochMillis.PerDay == 0
            ? (int)(value.Value / EpochMillis.PerDay)
            : throw new DataException("Kafka Connect Date type should not have any time fields set to non-zero values.");
    }

    /// <summary>The date that lies a number of days after 1970-01-01.</summary>
    /// <exception cref="DataException">No date schema.</exception>
    public static EpochMillis ToDate(Schema schema, int days)
    {
        Require(schema, DateName, "Date");
        return new EpochMillis(days * EpochMillis.PerDay);
    }

    /// <summary>Milliseconds since midnight.</summary>
    /// <exception cref="DataException">No time schema, or the value is not a time of 1970-01-01.</exception>
    public static int FromTime(Schema schema, EpochMillis value)
    {
        Require(schema, TimeName, "Time");
        return value.Value is >= 0 and <= EpochMillis.PerDay
            ? (int)value.Value
            : throw new DataException("Kafka Connect Time type should not have any date fields set to non-zero values.");
    }

    /// <summary>The time of day that lies a number of milliseconds after midnight.</summary>
    /// <exception cref="DataException">No time schema, or no time of day.</exception>
    public static EpochMillis ToTime(Schema schema, int millis)
    {
        Require(schema, TimeName, "Time");
        return millis is >= 0 and <= (int)EpochMillis.PerDay
            ? new EpochMillis(millis)
            : throw new DataException("Time values must use number of milliseconds greater than 0 and less than 86400000");
    }

    /// <summary>Milliseconds since the epoch.</summary>
    /// <exception cref="DataException">No timestamp schema.</exception>
    public static long FromTimestamp(Schema schema, EpochMillis value)
    {
        Require(schema, TimestampName, "Timestamp");
        return value.Value;
    }

    /// <summary>The point in time that lies a number of milliseconds after the epoch.</summary>
    /// <exception cref="DataException">No timestamp schema.</exception>
    public static EpochMillis ToTimestamp(Schema schema, long millis)
    {
        Require(schema, TimestampName, "Timestamp");
        return new EpochMillis(millis);
    }

    private static void Require(Schema schema, string name, string kind)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Name != name)
        {
            throw new DataException($"Requested conversion of {kind} object but the schema does not match.");
        }
    }
}

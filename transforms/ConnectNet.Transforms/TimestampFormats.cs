using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Transforms;

/// <summary>The forms of points in time that TimestampConverter translates between. Immutable.</summary>
/// <param name="pattern">Pattern of texts, or blank.</param>
/// <param name="precision">Unit of unix times.</param>
internal sealed class TimestampFormats(string pattern, string precision)
{
    public const string Text = "string";
    public const string Unix = "unix";
    public const string Date = "Date";
    public const string Time = "Time";
    public const string Timestamp = "Timestamp";

    private const string Seconds = "seconds";
    private const string Micros = "microseconds";
    private const string Nanos = "nanoseconds";

    private readonly JavaDateFormat? _format = string.IsNullOrWhiteSpace(pattern) ? null : new JavaDateFormat(pattern);

    /// <summary>All forms.</summary>
    public static string[] Names => [Text, Unix, Date, Time, Timestamp];

    /// <summary>All units of unix times.</summary>
    public static string[] Precisions => [Nanos, Micros, "milliseconds", Seconds];

    /// <summary>The form of a schema's values.</summary>
    /// <exception cref="ConnectException">They are no points in time.</exception>
    public static string Of(Schema schema) => schema switch
    {
        { Name: LogicalTypes.TimestampName } => Timestamp,
        { Name: LogicalTypes.DateName } => Date,
        { Name: LogicalTypes.TimeName } => Time,
        { Type: SchemaType.String } => Text,
        { Type: SchemaType.Int64 } => Unix,
        _ => throw new ConnectException($"Schema {schema} does not correspond to a known timestamp type format"),
    };

    /// <summary>The schema of a form.</summary>
    public static Schema SchemaOf(string form, bool optional)
    {
        var builder = form switch
        {
            Text => new SchemaBuilder(SchemaType.String),
            Unix => new SchemaBuilder(SchemaType.Int64),
            Date => LogicalTypes.DateBuilder(),
            Time => LogicalTypes.TimeBuilder(),
            _ => LogicalTypes.TimestampBuilder(),
        };
        return (optional ? builder.Optional() : builder).Build();
    }

    /// <summary>Translates a value.</summary>
    /// <param name="value">The value, or null.</param>
    /// <param name="source">Its form; null to tell by its class.</param>
    /// <param name="target">The form wanted.</param>
    /// <exception cref="DataException">The value is no point in time of that form.</exception>
    public object? Convert(object? value, string? source, string target)
    {
        if (value is null)
        {
            return null;
        }

        var time = Read(value, source ?? value switch
        {
            EpochMillis => Timestamp,
            long => Unix,
            string => Text,
            _ => throw new DataException($"TimestampConverter does not support class {JavaTypes.NameOf(value)} objects as timestamps"),
        });
        return target switch
        {
            Text => _format!.Format(time),
            Unix => ToUnix(time.Value),
            Date => new EpochMillis(FloorDay(time.Value)),
            Time => new EpochMillis(time.Value - FloorDay(time.Value)),
            _ => time,
        };
    }

    private static long FloorDay(long millis) => millis - ((millis % EpochMillis.PerDay) + (millis % EpochMillis.PerDay < 0 ? EpochMillis.PerDay : 0));

    private static long Saturated(long value, long factor)
    {
        var product = (Int128)value * factor;
        return product > long.MaxValue ? long.MaxValue : product < long.MinValue ? long.MinValue : (long)product;
    }

    private EpochMillis Read(object value, string form) => (form, value) switch
    {
        (Text, string text) => Parse(text),
        (Unix, long number) => new EpochMillis(precision switch
        {
            Seconds => Saturated(number, 1000),
            Micros => number / 1000,
            Nanos => number / 1_000_000,
            _ => number,
        }),
        (Text, _) => throw new DataException($"Expected string timestamp to be a String, but found class {JavaTypes.NameOf(value)}"),
        (Unix, _) => throw new DataException($"Expected Unix timestamp to be a Long, but found class {JavaTypes.NameOf(value)}"),
        (_, EpochMillis time) => time,
        _ => throw new DataException($"Expected {form} to be a java.util.Date, but found class {JavaTypes.NameOf(value)}"),
    };

    private EpochMillis Parse(string text)
    {
        if (_format is null)
        {
            throw new DataException($"Could not parse timestamp: value ({text}) is text, and the key 'format' is not set; set it to the pattern of such texts");
        }

        return _format.TryParse(text, out var time)
            ? time
            : throw new DataException($"Could not parse timestamp: value ({text}) does not match pattern ({pattern})");
    }

    private long ToUnix(long millis) => precision switch
    {
        Seconds => millis / 1000,
        Micros => Saturated(millis, 1000),
        Nanos => Saturated(millis, 1_000_000),
        _ => millis,
    };
}

using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// A column of a simple type. What the value means follows from the schema's logical name; what is written follows from the column, so that a
/// table made by hand with other types is filled, from JSON without schema too, as far as values fit exactly.
/// </summary>
internal sealed class ScalarEncoder(Column column, int field, string? logicalName, bool convertsSpecialDoubles) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object value)
    {
        switch (Column.Type)
        {
            case ColumnType.Bool when (value as bool? ?? Texts.Flag(value)) is { } flag:
                writer.WriteBool(Field, flag);
                break;
            case ColumnType.Int64 when (AsInteger(value) ?? Texts.Integer(value)) is { } number:
                writer.WriteInt64(Field, number);
                break;
            case ColumnType.Double when AsDouble(value) is { } number:
                writer.WriteDouble(Field, convertsSpecialDoubles ? Ordinary(number) : number);
                break;
            case ColumnType.String or ColumnType.Geography or ColumnType.Interval or ColumnType.Json when value is string text:
                writer.WriteText(Field, text);
                break;
            case ColumnType.String when Texts.Of(value) is { } text:
                writer.WriteText(Field, text);
                break;
            case ColumnType.Json:
                writer.WriteText(Field, JsonTexts.Of(value));
                break;
            case ColumnType.Bytes when (value as byte[] ?? (value is string text ? Texts.Bytes(text) : null)) is { } bytes:
                writer.WriteBytes(Field, bytes);
                break;
            case ColumnType.Date when Moments.Days(value, logicalName) is { } days:
                writer.WriteInt64(Field, days);
                break;
            case ColumnType.Time when Moments.MicrosOfDay(value, logicalName) is { } micros:
                writer.WriteText(Field, Moments.TimeText(micros));
                break;
            case ColumnType.Timestamp when Moments.Micros(value, logicalName) is { } micros:
                writer.WriteInt64(Field, micros);
                break;
            case ColumnType.DateTime when Moments.CivilMicros(value, logicalName) is { } micros:
                writer.WriteText(Field, Moments.DateTimeText(micros));
                break;
            case ColumnType.Numeric or ColumnType.BigNumeric when Numerics.From(value) is { } number:
                writer.WriteText(Field, Numerics.Text(number, Column));
                break;
            default:
                throw NotStored(value);
        }
    }

    private ConversionException NotStored(object value) => new(value switch
    {
        _ when Column.Type == ColumnType.Unsupported => "has a type in the table that this connector does not write",
        IReadOnlyList<object?> or ConnectMap or Struct => $"is {Column.RestType} in the table, but the value is an array or map",
        string when Column.Type is not ColumnType.Bytes => $"is {Column.RestType} in the table, and the text is none that BigQuery reads as such without losing anything",
        string => "is BYTES in the table, and the text is not base64",
        _ => $"is {Column.RestType} in the table, which a value of type {logicalName ?? JavaTypes.NameOf(value)} cannot be stored in",
    });

    private static long? AsInteger(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        sbyte number => number,
        _ => null,
    };

    private static double? AsDouble(object value) => value switch
    {
        double number => number,
        float number => number,
        BigDecimal or Struct => Numerics.From(value)?.ToDouble(),
        string text => Texts.Double(text),
        _ => AsInteger(value) is { } whole ? Texts.Double(whole) : null,
    };

    /// <summary>The Java connector's replacements; its smallest double is the smallest positive one.</summary>
    private static double Ordinary(double number) =>
        double.IsPositiveInfinity(number) ? double.MaxValue : double.IsNegativeInfinity(number) || double.IsNaN(number) ? double.Epsilon : number;
}

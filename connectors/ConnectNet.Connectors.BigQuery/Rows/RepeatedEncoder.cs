using ConnectNet.Connectors.BigQuery.Tables;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>A list, element by element. BigQuery has no NULL inside a REPEATED column.</summary>
internal sealed class RepeatedEncoder(Column column, int field, ColumnEncoder element) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object value)
    {
        if (value is not IReadOnlyList<object?> items)
        {
            throw new ConversionException($"is REPEATED in the table, but the value is of type {Sdk.Java.JavaTypes.NameOf(value)}");
        }

        foreach (var item in items)
        {
            element.WriteElement(writer, item ?? throw new ConversionException("an array must not hold null"));
        }
    }
}

using ConnectNet.Connectors.BigQuery.Tables;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Writes the values of one column into a row. Built once per schema of records and table; used by one thread at a time.
/// </summary>
internal abstract class ColumnEncoder(Column column, int field)
{
    protected Column Column { get; } = column;

    protected int Field { get; } = field;

    /// <summary>Writes the value, or nothing for null.</summary>
    /// <exception cref="ConversionException">The value does not fit; names the column.</exception>
    public void Write(ProtoWriter writer, object? value)
    {
        if (value is null)
        {
            if (Column.IsRequired)
            {
                throw new ConversionException("is REQUIRED in the table, but the value is null", Column.Name);
            }

            return;
        }

        try
        {
            WriteValue(writer, value);
        }
        catch (ConversionException failure)
        {
            throw failure.Inside(Column.Name);
        }
    }

    /// <summary>Writes a value that stands in a list: the list names the column.</summary>
    internal void WriteElement(ProtoWriter writer, object value) => WriteValue(writer, value);

    protected abstract void WriteValue(ProtoWriter writer, object value);
}

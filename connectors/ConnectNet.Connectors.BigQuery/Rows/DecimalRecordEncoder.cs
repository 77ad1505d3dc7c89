using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>A Decimal as a RECORD of scale and unscaled bytes.</summary>
internal sealed class DecimalRecordEncoder(Column column, int field, int scaleField, int valueField) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object value)
    {
        if (value is not BigDecimal number)
        {
            throw new ConversionException($"takes a decimal, but the value is of type {JavaTypes.NameOf(value)}");
        }

        var start = writer.Begin(Field);
        writer.WriteInt64(scaleField, number.Scale);
        writer.WriteBytes(valueField, number.ToUnscaledBytes());
        writer.End(start);
    }
}

using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>The fields of a struct as columns of one level, in a fixed plan: which field goes to which column.</summary>
internal sealed class StructEncoder
{
    private readonly List<(Field Source, ColumnEncoder Target)> _plan = [];

    public StructEncoder(Schema schema, IReadOnlyList<Column> columns, EncoderFactory factory)
    {
        foreach (var source in schema.Fields)
        {
            var index = RowFormat.IndexOf(columns, factory.NameOf(source.Name));
            if (index >= 0 && factory.Encoder(columns[index], index + 1, source.Schema) is { } target)
            {
                _plan.Add((source, target));
            }
        }
    }

    /// <param name="writer">Takes the fields.</param>
    /// <param name="value">A struct of the schema.</param>
    /// <param name="skip">Columns that are written from elsewhere; null for none.</param>
    public void Write(ProtoWriter writer, Struct value, HashSet<ColumnEncoder>? skip = null)
    {
        foreach (var (source, target) in _plan)
        {
            if (skip is null || !skip.Contains(target))
            {
                target.Write(writer, value.Get(source));
            }
        }
    }

    /// <summary>The encoder of a column, or null when no field goes there.</summary>
    public ColumnEncoder? For(string column, EncoderFactory factory) =>
        _plan.Find(entry => factory.NameOf(entry.Source.Name).Equals(column, StringComparison.OrdinalIgnoreCase)).Target;
}

/// <summary>A RECORD column that takes a struct.</summary>
internal sealed class StructColumnEncoder(Column column, int field, StructEncoder fields) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object value)
    {
        if (value is not Struct nested)
        {
            throw new ConversionException($"is a RECORD in the table, but the value is of type {JavaTypes.NameOf(value)}");
        }

        var start = writer.Begin(Field);
        fields.Write(writer, nested);
        writer.End(start);
    }
}

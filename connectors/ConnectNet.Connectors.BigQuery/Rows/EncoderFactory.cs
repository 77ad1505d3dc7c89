using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>Chooses the encoder for a column and the schema of what goes there. Immutable.</summary>
internal sealed class EncoderFactory(BigQuerySinkConfig config)
{
    private readonly bool _convertsSpecialDoubles = config.Boolean(Keys.ConvertDoubleSpecialValues);

    public bool IgnoresUnknownFields { get; } = config.Boolean(Keys.IgnoreUnknownFields);

    /// <summary>The column's name for a field's.</summary>
    public string NameOf(string field) => config.SanitizeFieldNames ? TableNaming.Sanitize(field) : field;

    /// <summary>The encoder, or null where nothing is to be written: the schema is an empty struct's.</summary>
    /// <param name="column">The column.</param>
    /// <param name="field">Its field number.</param>
    /// <param name="schema">The schema of the values; null for values without schema.</param>
    public ColumnEncoder? Encoder(Column column, int field, Schema? schema)
    {
        if (schema is { Type: SchemaType.Struct, Fields.Count: 0 })
        {
            return null;
        }

        if (column.Mode != ColumnMode.Repeated)
        {
            return Single(column, field, schema);
        }

        if (schema?.Type == SchemaType.Map)
        {
            return MapEntries(column, field, schema);
        }

        var element = schema?.Type == SchemaType.Array ? schema.ValueSchema : null;
        return Single(column with { Mode = ColumnMode.Nullable }, field, element) is { } encoder ? new RepeatedEncoder(column, field, encoder) : null;
    }

    private ColumnEncoder Single(Column column, int field, Schema? schema)
    {
        if (column.Type != ColumnType.Struct)
        {
            return new ScalarEncoder(column, field, schema?.Name, _convertsSpecialDoubles);
        }

        if (schema is { Type: SchemaType.Bytes, Name: LogicalTypes.DecimalName })
        {
            return DecimalRecord(column, field);
        }

        return schema is { Type: SchemaType.Struct }
            ? new StructColumnEncoder(column, field, new StructEncoder(schema, column.Fields, this))
            : new SchemalessColumnEncoder(column, field, new SchemalessEncoder(column.Fields, this));
    }

    private static DecimalRecordEncoder DecimalRecord(Column column, int field)
    {
        var (scale, value) = (RowFormat.FieldOf(column, "scale", ColumnType.Int64), RowFormat.FieldOf(column, "value", ColumnType.Bytes));
        return scale > 0 && value > 0 ? new DecimalRecordEncoder(column, field, scale, value)
            : throw new ConversionException("is a RECORD in the table without the fields scale and value that a decimal needs", column.Name);
    }

    private ColumnEncoder MapEntries(Column column, int field, Schema schema)
    {
        var key = RowFormat.IndexOf(column.Fields, "key");
        var value = RowFormat.IndexOf(column.Fields, "value");
        return column.Type != ColumnType.Struct || key < 0
            ? new ScalarEncoder(column, field, schema.Name, _convertsSpecialDoubles)
            : new MapEntriesEncoder(column, field, Encoder(column.Fields[key], key + 1, schema.KeySchema)!,
                value < 0 ? null : Encoder(column.Fields[value], value + 1, schema.ValueSchema));
    }
}

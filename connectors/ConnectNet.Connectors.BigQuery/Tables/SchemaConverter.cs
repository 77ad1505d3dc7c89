using System.Globalization;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>
/// Columns for the schema of records. Immutable; one per connector, since the Decimal modes are the connector's.
/// </summary>
internal sealed class SchemaConverter(BigQuerySinkConfig config)
{
    private const int NumericScale = 9;
    private const int NumericDigits = 38;
    private const int NumericIntegerDigits = 29;
    private const int BigNumericScale = 38;
    private const int BigNumericIntegerDigits = 38;

    private readonly bool _allNullable = config.Boolean(Keys.AllFieldsNullable);
    private readonly bool _timestampToInteger = config.Boolean(Keys.DebeziumTimestampToInteger);

    /// <summary>The columns of a struct; empty structs have none.</summary>
    public IReadOnlyList<Column> Columns(Schema schema)
    {
        if (schema.Type != SchemaType.Struct)
        {
            throw new ConversionException("Top-level Kafka Connect schema must be of type 'struct'");
        }

        return Fields(schema, []);
    }

    /// <summary>The column's name for a field's.</summary>
    public string NameOf(string field) => config.SanitizeFieldNames ? TableNaming.Sanitize(field) : field;

    private List<Column> Fields(Schema schema, HashSet<Schema> open)
    {
        if (!open.Add(schema))
        {
            throw new ConversionException("Kafka Connect schema contains cycle");
        }

        var columns = new List<Column>(schema.Fields.Count);
        foreach (var field in schema.Fields)
        {
            if (Convert(field.Schema, NameOf(field.Name), open) is not { } column)
            {
                continue;
            }

            if (columns.Find(other => other.IsNamed(column.Name)) is not null)
            {
                throw new ConversionException($"two fields of the record are called {column.Name} in the table: "
                    + $"{(config.SanitizeFieldNames ? "sanitizeFieldNames is true, and case" : "case")} does not count. Rename one (transform ReplaceField)", column.Name);
            }

            columns.Add(column);
        }

        open.Remove(schema);
        return columns;
    }

    private List<Column> NestedFields(Schema schema, string name, HashSet<Schema> open)
    {
        try
        {
            return Fields(schema, open);
        }
        catch (ConversionException failure)
        {
            throw failure.Inside(name);
        }
    }

    private Column? Convert(Schema schema, string name, HashSet<Schema> open)
    {
        var column = schema.Name is null ? null : Logical(schema, name);
        column ??= schema.Type switch
        {
            SchemaType.Boolean => Plain(name, ColumnType.Bool),
            SchemaType.Int8 or SchemaType.Int16 or SchemaType.Int32 or SchemaType.Int64 => Plain(name, ColumnType.Int64),
            SchemaType.Float32 or SchemaType.Float64 => Plain(name, ColumnType.Double),
            SchemaType.String => Plain(name, ColumnType.String),
            SchemaType.Bytes => Plain(name, ColumnType.Bytes),
            SchemaType.Array => Repeated(Convert(schema.ValueSchema!, name, open), name),
            SchemaType.Map => MapEntries(schema, name, open),
            SchemaType.Struct => Record(name, NestedFields(schema, name, open)),
            _ => throw new ConversionException($"no column type for {schema}", name),
        };
        if (column is null)
        {
            return null;
        }

        var mode = column.Mode == ColumnMode.Repeated ? ColumnMode.Repeated
            : schema.IsOptional || _allNullable ? ColumnMode.Nullable : ColumnMode.Required;
        return column with { Mode = mode, Description = schema.Doc };
    }

    private static Column Plain(string name, ColumnType type) => new(name, type, ColumnMode.Required);

    private static Column? Record(string name, List<Column> fields) =>
        fields.Count == 0 ? null : Plain(name, ColumnType.Struct) with { Fields = fields };

    private static Column? Repeated(Column? element, string name) => element switch
    {
        null => null,
        { Mode: ColumnMode.Repeated } => throw new ConversionException("an array of arrays or maps has no column type; wrap the inner one in a struct", name),
        _ => element with { Mode = ColumnMode.Repeated },
    };

    private Column MapEntries(Schema schema, string name, HashSet<Schema> open)
    {
        var key = Convert(schema.KeySchema!, "key", open) ?? throw new ConversionException("a map's key must not be an empty struct", name);
        var value = Convert(schema.ValueSchema!, "value", open);
        return new Column(name, ColumnType.Struct, ColumnMode.Repeated) { Fields = value is null ? [key] : [key, value] };
    }

    private Column? Logical(Schema schema, string name)
    {
        (SchemaType Encoding, ColumnType Type)? known = schema.Name switch
        {
            LogicalTypes.DateName or LogicalNames.DebeziumDate => (SchemaType.Int32, ColumnType.Date),
            LogicalTypes.TimeName or LogicalNames.DebeziumTime => (SchemaType.Int32, ColumnType.Time),
            LogicalTypes.TimestampName or LogicalNames.DebeziumMicroTimestamp => (SchemaType.Int64, ColumnType.Timestamp),
            LogicalNames.DebeziumMicroTime => (SchemaType.Int64, ColumnType.Time),
            LogicalNames.DebeziumTimestamp => (SchemaType.Int64, _timestampToInteger ? ColumnType.Int64 : ColumnType.Timestamp),
            LogicalNames.DebeziumZonedTimestamp => (SchemaType.String, ColumnType.Timestamp),
            LogicalTypes.DecimalName => (SchemaType.Bytes, ColumnType.Numeric),
            LogicalNames.VariableScaleDecimal => (SchemaType.Struct, ColumnType.Struct),
            _ => null,
        };
        if (known is not { } logical)
        {
            return null;
        }

        if (schema.Type != logical.Encoding)
        {
            throw new ConversionException($"Logical Type {schema.Name} must be encoded as {logical.Encoding.JavaName()}; instead, found {schema.Type.JavaName()}", name);
        }

        return schema.Name switch
        {
            LogicalTypes.DecimalName => Decimal(schema, name),
            LogicalNames.VariableScaleDecimal => config.VariableDecimals switch
            {
                DecimalMode.Float => Plain(name, ColumnType.Double),
                DecimalMode.Numeric => Plain(name, ColumnType.Numeric),
                DecimalMode.BigNumeric => Plain(name, ColumnType.BigNumeric),
                _ => null,
            },
            _ => Plain(name, logical.Type),
        };
    }

    private Column Decimal(Schema schema, string name)
    {
        var scale = Math.Max(0, LogicalTypes.ScaleOf(schema));
        var precision = schema.Parameters is { } parameters && parameters.TryGetValue(LogicalNames.DecimalPrecision, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : 0;
        var fitsNumeric = scale <= NumericScale && (precision == 0 || (precision <= NumericDigits && precision - scale <= NumericIntegerDigits));
        switch (config.Decimals)
        {
            case DecimalMode.Record:
                return Plain(name, ColumnType.Struct) with { Fields = [Plain("scale", ColumnType.Int64), Plain("value", ColumnType.Bytes)] };
            case DecimalMode.Float:
                return Plain(name, ColumnType.Double);
            case DecimalMode.Numeric when precision > NumericDigits:
                throw new ConversionException($"Requested precision ({precision}) is too high for NUMERIC type", name);
            case DecimalMode.Numeric when scale > NumericScale:
                throw new ConversionException($"Requested scale ({scale}) is too large for NUMERIC type", name);
            case DecimalMode.Numeric when precision - scale > NumericIntegerDigits:
                throw new ConversionException($"Requested precision ({precision}) is too high for NUMERIC type with scale {scale}", name);
            case DecimalMode.Numeric:
                return Limited(name, ColumnType.Numeric, precision, scale);
            case DecimalMode.Exact when fitsNumeric:
                return Limited(name, ColumnType.Numeric, precision, scale);
            default:
                return scale <= BigNumericScale && precision - scale <= BigNumericIntegerDigits
                    ? Limited(name, ColumnType.BigNumeric, precision, scale)
                    : throw new ConversionException($"a decimal of precision {precision} and scale {scale} fits neither NUMERIC nor BIGNUMERIC", name);
        }
    }

    private static Column Limited(string name, ColumnType type, int precision, int scale) =>
        precision == 0 || precision < scale ? Plain(name, type) : Plain(name, type) with { Precision = precision, Scale = scale };
}

using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Which columns a record makes: those of its value, the key and Kafka's data as records, and the primary key of changes. Immutable.
/// </summary>
internal sealed class RowShape(BigQuerySinkConfig config)
{
    private readonly SchemaConverter _converter = new(config);

    /// <summary>The columns that records of these schemas need, in the order a created table gets; null when there is no schema to tell.</summary>
    /// <exception cref="ConversionException">The schemas have no columns.</exception>
    public IReadOnlyList<Column>? Columns(Schema? value, Schema? key)
    {
        if (value is null)
        {
            return null;
        }

        List<Column> columns = [.. _converter.Columns(value)];
        if (config.WritesChanges)
        {
            AddPrimaryKey(columns, key);
        }

        if (config.KeyColumn is not null && key is not null && KeyFields(key) is { Count: > 0 } fields)
        {
            Add(columns, new Column(config.KeyColumn, ColumnType.Struct, ColumnMode.Nullable) { Fields = fields }, Keys.KafkaKeyFieldName);
        }

        if (config.DataColumn is not null)
        {
            Add(columns, KafkaData.Column(config.DataColumn), Keys.KafkaDataFieldName);
        }

        return columns;
    }

    private IReadOnlyList<Column> KeyFields(Schema key) => key.Type == SchemaType.Struct ? _converter.Columns(key) : throw new ConversionException(
        $"{Keys.KafkaKeyFieldName} stores keys that are structs, and this record's key is {key.Type.JavaName()}. Wrap the key (transform HoistField$Key), or leave {Keys.KafkaKeyFieldName} out");

    private static void Add(List<Column> columns, Column column, string setting)
    {
        if (columns.Exists(other => other.IsNamed(column.Name)))
        {
            throw new ConversionException($"the record has a field of this name, which {setting} gives to another column; case does not count. "
                + $"Rename the field (transform ReplaceField), or change {setting}", column.Name);
        }

        columns.Add(column);
    }

    /// <summary>The columns of the primary key for records with this key.</summary>
    public IReadOnlyList<string> PrimaryKey(Schema? key)
    {
        if (!config.WritesChanges)
        {
            return [];
        }

        if (config.PrimaryKeyColumns.Count > 0)
        {
            return config.PrimaryKeyColumns;
        }

        var names = key is { Type: SchemaType.Struct } ? key.Fields.Select(field => _converter.NameOf(field.Name)).ToList() : [];
        return names.Count is > 0 and <= 16 ? names : throw new ConversionException(
            $"upsertEnabled and deleteEnabled need record keys that are structs of 1 to 16 fields, these are {key?.Type.JavaName() ?? "null or without schema"}. "
            + "Name the columns of the primary key in primaryKeyColumns, or give the topic other keys.");
    }

    /// <summary>Key columns as the key has them; a delete names only those, so every other column must take NULL.</summary>
    private void AddPrimaryKey(List<Column> columns, Schema? key)
    {
        var names = PrimaryKey(key);
        var missing = new List<Column>();
        var ofKey = key is { Type: SchemaType.Struct } ? _converter.Columns(key) : [];
        foreach (var name in names)
        {
            var known = columns.Find(column => column.IsNamed(name));
            var column = ofKey.FirstOrDefault(column => column.IsNamed(name)) ?? known;
            if (column is null && names.Count == 1 && key is { Type: < SchemaType.Array })
            {
                column = _converter.Columns(SchemaBuilder.Struct().Field(name, key).Build())[0];
            }

            if (column is null or { Type: ColumnType.Struct } or { Mode: ColumnMode.Repeated })
            {
                throw new ConversionException($"The primary key column {name} must be a simple field of the record's key or value.");
            }

            if (known is null)
            {
                missing.Add(column);
            }
        }

        columns.InsertRange(0, missing);
        for (var i = 0; config.Delete && i < columns.Count; i++)
        {
            if (columns[i].Mode == ColumnMode.Required && !names.Any(columns[i].IsNamed))
            {
                columns[i] = columns[i] with { Mode = ColumnMode.Nullable };
            }
        }
    }
}

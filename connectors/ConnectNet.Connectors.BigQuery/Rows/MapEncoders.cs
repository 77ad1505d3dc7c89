using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>A map with a schema: a REPEATED record of key and value.</summary>
internal sealed class MapEntriesEncoder(Column column, int field, ColumnEncoder key, ColumnEncoder? value) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object map)
    {
        if (map is not ConnectMap entries)
        {
            throw new ConversionException($"takes a map, but the value is of type {JavaTypes.NameOf(map)}");
        }

        foreach (var entry in entries)
        {
            var start = writer.Begin(Field);
            key.Write(writer, entry.Key);
            value?.Write(writer, entry.Value);
            writer.End(start);
        }
    }
}

/// <summary>The entries of a map without schema as columns of one level, by their names.</summary>
internal sealed class SchemalessEncoder
{
    private readonly Dictionary<string, (ColumnEncoder Encoder, int Index)> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly EncoderFactory _factory;
    private readonly long[] _lastWrite;
    private long _writes;

    public SchemalessEncoder(IReadOnlyList<Column> columns, EncoderFactory factory)
    {
        _factory = factory;
        _lastWrite = new long[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            if (factory.Encoder(columns[i], i + 1, schema: null) is { } target)
            {
                _targets[columns[i].Name] = (target, i);
            }
        }
    }

    public void Write(ProtoWriter writer, ConnectMap map, HashSet<ColumnEncoder>? skip = null)
    {
        var write = ++_writes;
        foreach (var (key, value) in map)
        {
            if (key is not string name)
            {
                throw new ConversionException("Map objects in absence of schema needs to have string value keys. ");
            }

            if (!_targets.TryGetValue(_factory.NameOf(name), out var target))
            {
                RefuseUnknown(name);
                continue;
            }

            if (_lastWrite[target.Index] == write)
            {
                throw new ConversionException("two fields of the record go to this column: case does not count, nor what sanitizeFieldNames replaces. Rename one", Names.Shown(name));
            }

            _lastWrite[target.Index] = write;
            if (skip is null || !skip.Contains(target.Encoder))
            {
                target.Encoder.Write(writer, value);
            }
        }
    }

    public ColumnEncoder? For(string column) => _targets.GetValueOrDefault(column).Encoder;

    private void RefuseUnknown(string name)
    {
        if (!_factory.IgnoresUnknownFields)
        {
            throw new ConversionException("the table has no such column, and a record without schema cannot add one. "
                + "Add the column, drop the field (transform ReplaceField), or set ignoreUnknownFields to true", Names.Shown(name));
        }
    }
}

/// <summary>A RECORD column that takes a map without schema.</summary>
internal sealed class SchemalessColumnEncoder(Column column, int field, SchemalessEncoder fields) : ColumnEncoder(column, field)
{
    protected override void WriteValue(ProtoWriter writer, object value)
    {
        if (value is not ConnectMap map)
        {
            throw new ConversionException($"is a RECORD in the table, but the value is of type {JavaTypes.NameOf(value)}");
        }

        var start = writer.Begin(Field);
        fields.Write(writer, map);
        writer.End(start);
    }
}

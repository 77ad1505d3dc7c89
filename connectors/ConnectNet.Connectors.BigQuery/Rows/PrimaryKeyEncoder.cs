using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// The primary key columns of a change, from the record's key. Columns that the key does not have come from the value, which a delete
/// lacks. Used on the task's thread.
/// </summary>
internal sealed class PrimaryKeyEncoder
{
    private readonly IReadOnlyList<Column> _columns;
    private readonly List<(string Column, ColumnEncoder Target, Field? Source)> _parts = [];
    private readonly List<string> _fromValue = [];
    private readonly EncoderFactory _factory;
    private readonly bool _isStruct;

    public PrimaryKeyEncoder(IReadOnlyList<Column> columns, IReadOnlyList<string> names, Schema? key, EncoderFactory factory)
    {
        (_columns, _factory, _isStruct) = (columns, factory, key is { Type: SchemaType.Struct });
        foreach (var name in names)
        {
            var index = RowFormat.IndexOf(columns, name);
            if (index < 0)
            {
                throw new ConversionException("the table has no such column, but it is part of the primary key", name);
            }

            var source = _isStruct ? key!.Fields.FirstOrDefault(field => columns[index].IsNamed(factory.NameOf(field.Name))) : null;
            if (source is null && (_isStruct || (key is not null && names.Count > 1)))
            {
                _fromValue.Add(name);
                continue;
            }

            var target = factory.Encoder(columns[index], index + 1, source?.Schema ?? (_isStruct ? null : key))
                ?? throw new ConversionException("is part of the primary key, and the key's field of that name is an empty struct", name);
            _parts.Add((name, target, source));
        }
    }

    /// <summary>Whether the column is written from the key.</summary>
    public bool Takes(string column) => _parts.Exists(part => part.Column == column);

    public void Write(ProtoWriter writer, object key, bool isDelete)
    {
        if (isDelete && _fromValue.Count > 0)
        {
            throw new ConversionException("a tombstone needs the whole primary key in its key", _fromValue[0]);
        }

        foreach (var (column, target, source) in _parts)
        {
            var value = key switch
            {
                Struct fields when source is not null => fields.Get(source),
                ConnectMap map => map.FirstOrDefault(entry => entry.Key is string name && _factory.NameOf(name).Equals(column, StringComparison.OrdinalIgnoreCase)).Value,
                _ => _isStruct ? null : key,
            };
            target.Write(writer, value ?? throw new ConversionException("is part of the primary key, but the record's key has no value for it", column));
        }

        if (isDelete)
        {
            FillRequired(writer);
        }
    }

    /// <summary>A delete ignores all other columns, but those that are REQUIRED must have some value.</summary>
    private void FillRequired(ProtoWriter writer)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].IsRequired && !Takes(_columns[i].Name))
            {
                Placeholder(writer, _columns[i], i + 1);
            }
        }
    }

    private static void Placeholder(ProtoWriter writer, Column column, int field)
    {
        switch (column.Type)
        {
            case ColumnType.Bool or ColumnType.Int64 or ColumnType.Date or ColumnType.Timestamp:
                writer.WriteInt64(field, 0);
                break;
            case ColumnType.Double:
                writer.WriteDouble(field, 0);
                break;
            case ColumnType.Struct:
                var start = writer.Begin(field);
                for (var i = 0; i < column.Fields.Count; i++)
                {
                    if (column.Fields[i].IsRequired)
                    {
                        Placeholder(writer, column.Fields[i], i + 1);
                    }
                }

                writer.End(start);
                break;
            default:
                writer.WriteText(field, column.Type switch
                {
                    ColumnType.Time => "00:00:00",
                    ColumnType.DateTime => "1970-01-01T00:00:00",
                    ColumnType.Numeric or ColumnType.BigNumeric => "0",
                    ColumnType.Json => "null",
                    ColumnType.Interval => "0-0 0 0:0:0",
                    ColumnType.Geography => "POINT EMPTY",
                    _ => "",
                });
                break;
        }
    }
}

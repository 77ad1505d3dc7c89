using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// How records of one pair of schemas become rows of one format. Built once per pair and format, used on the task's thread.
/// </summary>
internal sealed class RowPlan
{
    private readonly RowFormat _format;
    private readonly EncoderFactory _factory;
    private readonly StructEncoder? _value;
    private readonly SchemalessEncoder? _schemaless;
    private readonly ColumnEncoder? _keyColumn;
    private readonly KafkaData? _data;
    private readonly PrimaryKeyEncoder? _primaryKey;
    private readonly HashSet<ColumnEncoder>? _fromKey;

    public RowPlan(RowFormat format, Schema? value, Schema? key, IReadOnlyList<string> primaryKey, BigQuerySinkConfig config)
    {
        (_format, _factory) = (format, new EncoderFactory(config));
        var columns = format.Columns;
        _value = value is { Type: SchemaType.Struct } ? new StructEncoder(value, columns, _factory) : null;
        _schemaless = value is null ? new SchemalessEncoder(columns, _factory) : null;
        _keyColumn = config.KeyColumn is { } name && RowFormat.IndexOf(columns, name) is >= 0 and var keyIndex
            ? _factory.Encoder(columns[keyIndex], keyIndex + 1, key) : null;
        _data = config.DataColumn is { } data && RowFormat.IndexOf(columns, data) is >= 0 and var dataIndex
            ? new KafkaData(columns[dataIndex], dataIndex + 1, config.Boolean(Keys.PreserveTopicPartitionOffset)) : null;
        if (primaryKey.Count > 0)
        {
            _primaryKey = new PrimaryKeyEncoder(columns, primaryKey, key, _factory);
            // The key decides which row a record is about, so that an upsert and a later delete meet; the value's own copy is left out.
            _fromKey = [.. primaryKey.Where(_primaryKey.Takes).Select(column => _value?.For(column, _factory) ?? _schemaless?.For(column)).OfType<ColumnEncoder>()];
        }
    }

    public RowFormat Format => _format;

    /// <summary>Writes the record's row.</summary>
    /// <param name="writer">Takes the row.</param>
    /// <param name="record">The record; a null value deletes.</param>
    /// <param name="now">Time of insertion.</param>
    /// <exception cref="ConversionException">The record does not fit.</exception>
    public void Write(ProtoWriter writer, SinkRecord record, DateTimeOffset now)
    {
        if (_primaryKey is not null)
        {
            _primaryKey.Write(writer, record.Key ?? throw new ConversionException("Record keys must be non-null when upsert/delete is enabled"),
                isDelete: record.Value is null);
            writer.WriteText(_format.ChangeTypeField, record.Value is null ? "DELETE" : "UPSERT");
            writer.WriteText(_format.ChangeSequenceField, record.Offset.ToString("X16", System.Globalization.CultureInfo.InvariantCulture));
        }

        switch (record.Value)
        {
            case null:
                return;
            case Struct value when _value is not null:
                _value.Write(writer, value, _fromKey);
                break;
            case ConnectMap map when _schemaless is not null:
                _schemaless.Write(writer, map, _fromKey);
                break;
            case var other:
                throw new ConversionException(_schemaless is null ? "Top-level Kafka Connect schema must be of type 'struct'"
                    : "Only Map objects supported in absence of schema for record conversion to BigQuery format. Found " + JavaTypes.NameOf(other));
        }

        if (record.Key is not null)
        {
            _keyColumn?.Write(writer, record.Key);
        }

        _data?.Write(writer, record, now);
    }
}

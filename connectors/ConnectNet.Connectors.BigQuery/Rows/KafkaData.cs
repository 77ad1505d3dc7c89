using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>The column that says where a row came from: topic, partition, offset and time of insertion.</summary>
internal sealed class KafkaData(Column column, int field, bool original)
{
    private readonly int _topic = FieldOf(column, "topic", ColumnType.String);
    private readonly int _partition = FieldOf(column, "partition", ColumnType.Int64);
    private readonly int _offset = FieldOf(column, "offset", ColumnType.Int64);
    private readonly int _insertTime = FieldOf(column, "insertTime", ColumnType.Timestamp);

    public static Column Column(string name) => new(name, ColumnType.Struct, ColumnMode.Nullable)
    {
        Fields =
        [
            new("topic", ColumnType.String, ColumnMode.Nullable), new("partition", ColumnType.Int64, ColumnMode.Nullable),
            new("offset", ColumnType.Int64, ColumnMode.Nullable), new("insertTime", ColumnType.Timestamp, ColumnMode.Nullable),
        ],
    };

    public void Write(ProtoWriter writer, SinkRecord record, DateTimeOffset now)
    {
        var start = writer.Begin(field);
        // A table made by hand may lack some of them.
        if (_topic > 0)
        {
            writer.WriteText(_topic, original ? record.OriginalTopic : record.Topic);
        }

        if (_partition > 0)
        {
            writer.WriteInt64(_partition, original ? record.OriginalPartition : record.Partition ?? record.OriginalPartition);
        }

        if (_offset > 0)
        {
            writer.WriteInt64(_offset, record.Offset);
        }

        if (_insertTime > 0)
        {
            writer.WriteInt64(_insertTime, (now.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        }

        writer.End(start);
    }

    private static int FieldOf(Column column, string name, ColumnType type)
    {
        if (column.Type != ColumnType.Struct || column.Mode == ColumnMode.Repeated)
        {
            throw new ConversionException($"is {column.RestType} in the table, and kafkaDataFieldName needs one RECORD. Name another column in kafkaDataFieldName", column.Name);
        }

        return RowFormat.FieldOf(column, name, type);
    }
}

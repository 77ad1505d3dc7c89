using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>Says where a record is, for messages.</summary>
internal static class Places
{
    public static string Of(SinkRecord record) => $"topic {record.OriginalTopic}, partition {record.OriginalPartition}, offset {record.Offset}";
}

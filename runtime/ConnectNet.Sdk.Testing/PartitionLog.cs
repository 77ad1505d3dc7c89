using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Testing;

/// <summary>What was put of one partition, and where the next delivery goes on.</summary>
internal sealed class PartitionLog
{
    private readonly SortedDictionary<long, SinkRecord> _records = [];

    /// <summary>Offset of the next record that is made.</summary>
    public long Next { get; set; }

    /// <summary>Offset after the last record put; what a commit offers.</summary>
    public long Position { get; set; }

    public void Put(SinkRecord record)
    {
        _records[record.Offset] = record;
        Position = record.Offset + 1;
        Next = Math.Max(Next, Position);
    }

    /// <summary>The records put so far that are to come again.</summary>
    public IEnumerable<SinkRecord> Remaining() => _records.Values.Where(record => record.Offset >= Position);
}

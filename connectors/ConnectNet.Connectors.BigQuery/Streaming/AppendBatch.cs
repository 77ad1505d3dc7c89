using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Connectors.BigQuery.Wire;
using ConnectNet.Sdk.Records;
using Google.Protobuf;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>A row on its way: its bytes, and what becomes of its record's offset.</summary>
internal readonly record struct PendingRow(SinkRecord Record, OffsetSlot Slot, ByteString Bytes);

/// <summary>
/// Rows of one format that travel in one request. Built by the task, then owned by the stream's queue.
/// </summary>
internal sealed class AppendBatch(RowFormat format)
{
    private const int RowOverhead = 6;

    public RowFormat Format => format;

    /// <summary>Place in the order of the stream; given by the queue.</summary>
    public long Sequence { get; set; }

    public List<PendingRow> Rows { get; private set; } = [];

    /// <summary>Size of the rows in the request.</summary>
    public int Bytes { get; private set; }

    /// <summary>Not to be sent before this time, after a fault.</summary>
    public DateTimeOffset NotBefore { get; set; }

    public void Add(PendingRow row)
    {
        Rows.Add(row);
        Bytes += row.Bytes.Length + RowOverhead;
    }

    /// <summary>Takes out rows that the server refused, given their positions in order.</summary>
    public void Remove(IReadOnlySet<int> positions)
    {
        Rows = [.. Rows.Where((_, position) => !positions.Contains(position))];
        Bytes = Rows.Sum(row => row.Bytes.Length + RowOverhead);
    }

    public (AppendBatch First, AppendBatch Second) Halves()
    {
        var (first, second) = (new AppendBatch(format), new AppendBatch(format));
        for (var i = 0; i < Rows.Count; i++)
        {
            (i < Rows.Count / 2 ? first : second).Add(Rows[i]);
        }

        (first.Sequence, second.Sequence) = (Sequence, Sequence);
        return (first, second);
    }

    /// <param name="stream">The stream, for the first request of a connection, which also carries the descriptor; else null.</param>
    public AppendRowsRequest ToRequest(string? stream)
    {
        var data = new ProtoData { Rows = new ProtoRows() };
        foreach (var row in Rows)
        {
            data.Rows.SerializedRows.Add(row.Bytes);
        }

        var request = new AppendRowsRequest { ProtoRows = data };
        if (stream is not null)
        {
            request.WriteStream = stream;
            request.TraceId = "ConnectNet";
            request.DefaultMissingValueInterpretation = MissingValueInterpretation.DefaultValue;
            data.WriterSchema = new ProtoSchema { ProtoDescriptor = format.Descriptor };
        }

        return request;
    }
}

using ConnectNet.Simulators.BigQuery.Wire;
using Google.Protobuf.WellKnownTypes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// The application-created streams (COMMITTED, PENDING, BUFFERED) with their rows. The caller holds the warehouse's lock.
/// </summary>
internal sealed class WriteStreams(Warehouse warehouse, TimeProvider time)
{
    private const string DefaultSuffix = "/streams/_default";
    private readonly Dictionary<string, OpenStream> streams = [];
    private int created;

    public sealed class OpenStream(TableName table, WriteStream stream)
    {
        public TableName Table { get; } = table;

        public WriteStream Stream { get; } = stream;

        public List<StoredRow> Unpublished { get; } = [];

        public long Length { get; set; }

        public long Published { get; set; }

        public bool Finalized { get; set; }
    }

    /// <summary>The table and partition of a default stream, or null when the name is another stream's.</summary>
    public static (TableName Table, string? Partition)? DefaultTarget(string name)
    {
        var table = name.EndsWith(DefaultSuffix, StringComparison.Ordinal) ? name[..^DefaultSuffix.Length]
            : name.EndsWith("/_default", StringComparison.Ordinal) ? name[..^"/_default".Length] : null;
        return table is null ? null : ParseTable(table);
    }

    public WriteStream Create(CreateWriteStreamRequest request)
    {
        var (name, _) = ParseTable(request.Parent);
        var table = Existing(name);
        if (request.WriteStream is null || request.WriteStream.Type == StreamType.TypeUnspecified)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "The stream type must be set");
        }
        var now = time.GetUtcNow().ToTimestamp();
        var stream = new WriteStream
        {
            Name = $"{name.Path}/streams/standin-{++created}",
            Type = request.WriteStream.Type,
            CreateTime = now,
            CommitTime = request.WriteStream.Type == StreamType.Committed ? now : null,
            TableSchema = WireSchema.From(table.Columns),
            WriteMode = 1,
            Location = "EU",
        };
        streams[stream.Name] = new OpenStream(name, stream);
        return stream;
    }

    public WriteStream Get(GetWriteStreamRequest request)
    {
        const int full = 2;
        WriteStream answer;
        StoredTable table;
        if (DefaultTarget(request.Name) is { } target)
        {
            table = Existing(target.Table);
            answer = new WriteStream { Name = request.Name, Type = StreamType.Committed, WriteMode = 1, Location = "EU" };
        }
        else
        {
            var open = Open(request.Name);
            table = Existing(open.Table);
            answer = open.Stream.Clone();
        }
        answer.TableSchema = request.View == full ? WireSchema.From(table.Columns) : null;
        return answer;
    }

    public OpenStream Open(string name) => streams.GetValueOrDefault(name)
        ?? throw new RpcFailure(RpcCode.NotFound, $"Requested entity was not found. Entity: {name}", StorageErrorCode.StreamNotFound);

    public StoredTable Existing(TableName name) => warehouse.Find(name)
        ?? throw new RpcFailure(RpcCode.NotFound, $"Requested entity was not found. Entity: {name.Path} (or it may not exist)", StorageErrorCode.TableNotFound);

    public FinalizeWriteStreamResponse FinalizeStream(string name)
    {
        if (DefaultTarget(name) is not null)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "The default stream cannot be finalized");
        }
        var open = Open(name);
        open.Finalized = true;
        return new FinalizeWriteStreamResponse { RowCount = open.Length };
    }

    public BatchCommitWriteStreamsResponse Commit(BatchCommitWriteStreamsRequest request)
    {
        var (parent, _) = ParseTable(request.Parent);
        var answer = new BatchCommitWriteStreamsResponse();
        var wanted = request.WriteStreams.Select(Open).ToList();
        foreach (var open in wanted)
        {
            var code = open.Table != parent || open.Stream.Type != StreamType.Pending ? StorageErrorCode.InvalidStreamType
                : !open.Finalized ? StorageErrorCode.InvalidStreamState
                : open.Stream.CommitTime is not null ? StorageErrorCode.StreamAlreadyCommitted
                : StorageErrorCode.Unspecified;
            if (code != StorageErrorCode.Unspecified)
            {
                answer.StreamErrors.Add(new StorageError { Code = code, Entity = open.Stream.Name, ErrorMessage = code.ToString() });
            }
        }
        if (answer.StreamErrors.Count == 0)
        {
            answer.CommitTime = time.GetUtcNow().ToTimestamp();
            foreach (var open in wanted)
            {
                Publish(open, open.Length);
                open.Stream.CommitTime = answer.CommitTime;
            }
        }
        return answer;
    }

    public FlushRowsResponse Flush(FlushRowsRequest request)
    {
        var open = Open(request.WriteStream);
        if (open.Stream.Type != StreamType.Buffered)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "Only BUFFERED streams can be flushed", StorageErrorCode.InvalidStreamType);
        }
        var upTo = request.Offset ?? open.Length - 1;
        if (upTo >= open.Length)
        {
            throw new RpcFailure(RpcCode.OutOfRange, $"Offset {upTo} is beyond the end of the stream", StorageErrorCode.OffsetOutOfRange);
        }
        Publish(open, upTo + 1);
        return new FlushRowsResponse { Offset = upTo };
    }

    private void Publish(OpenStream open, long length)
    {
        var count = (int)(length - open.Published);
        foreach (var row in open.Unpublished.Take(count))
        {
            Existing(open.Table).Insert(row);
        }
        open.Unpublished.RemoveRange(0, Math.Max(0, count));
        open.Published = Math.Max(open.Published, length);
    }

    private static (TableName Table, string? Partition) ParseTable(string path)
    {
        if (path.Split('/') is not ["projects", var project, "datasets", var dataset, "tables", var id])
        {
            throw new RpcFailure(RpcCode.InvalidArgument, $"Invalid resource name: {path}");
        }
        var (table, partition) = TableName.SplitDecorator(id);
        return (new TableName(project, dataset, table), partition);
    }
}

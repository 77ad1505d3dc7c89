using ConnectNet.Simulators.BigQuery.Wire;
using Google.Protobuf.Reflection;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// The server's memory of one AppendRows connection (stream, descriptor, missing-value mode) and the rules for each request on it.
/// Used by one connection; takes the warehouse's lock per request.
/// </summary>
internal sealed class AppendSession(Warehouse warehouse, WriteStreams streams, StandInFaults faults, BigQueryStandInOptions options)
{
    private const int DefaultValue = 2;
    private string stream = "";
    private DescriptorProto? descriptor;
    private int missingValues;
    private (RowDecoder Decoder, object Columns)? cached;
    private DateTimeOffset opened = options.Time.GetUtcNow();

    public string Stream => stream;

    /// <summary>Checks and stores one request; throws <see cref="RpcFailure"/> when nothing of it was stored.</summary>
    public AppendRowsResponse Append(AppendRowsRequest request, int size)
    {
        if (size > options.RequestLimit)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, $"AppendRows request too large: {size} limit {options.RequestLimit}");
        }
        Remember(request);
        lock (warehouse.Gate)
        {
            return WriteStreams.DefaultTarget(stream) is { } target
                ? AppendToDefault(request, target.Table, target.Partition)
                : AppendToStream(request);
        }
    }

    private void Remember(AppendRowsRequest request)
    {
        if (request.WriteStream.Length > 0 && request.WriteStream != stream)
        {
            stream = request.WriteStream;
            cached = null;
        }
        if (request.ProtoRows?.WriterSchema?.ProtoDescriptor is { } sent)
        {
            descriptor = sent;
            cached = null;
        }
        if (request.DefaultMissingValueInterpretation != 0)
        {
            missingValues = request.DefaultMissingValueInterpretation;
            cached = null;
        }
        if (stream.Length == 0 || descriptor is null)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "The first request must have write_stream and writer_schema");
        }
    }

    private AppendRowsResponse AppendToDefault(AppendRowsRequest request, TableName name, string? partition)
    {
        if (request.Offset is not null)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "Offset must not be set for the default stream");
        }
        var table = Visible(streams.Existing(name));
        var rows = Decode(request, table, changesAllowed: true);
        foreach (var row in rows)
        {
            var stored = new StoredRow(row.Values, partition);
            switch (row.ChangeType)
            {
                case "UPSERT":
                    table.Upsert(stored, row.ChangeSequence);
                    break;
                case "DELETE":
                    table.Delete(stored, row.ChangeSequence);
                    break;
                default:
                    table.Insert(stored);
                    break;
            }
        }
        return Answer(table, new AppendResult());
    }

    private AppendRowsResponse AppendToStream(AppendRowsRequest request)
    {
        var open = streams.Open(stream);
        var table = streams.Existing(open.Table);
        if (open.Finalized)
        {
            throw new RpcFailure(RpcCode.FailedPrecondition, $"Stream has been finalized. Entity: {stream}", StorageErrorCode.StreamFinalized);
        }
        if (request.Offset is { } offset && offset != open.Length)
        {
            throw offset < open.Length
                ? new RpcFailure(RpcCode.AlreadyExists, $"The offset is within stream, expected offset {open.Length}, received {offset}", StorageErrorCode.OffsetAlreadyExists)
                : new RpcFailure(RpcCode.OutOfRange, $"The offset is beyond stream, expected offset {open.Length}, received {offset}", StorageErrorCode.OffsetOutOfRange);
        }
        var rows = Decode(request, table, changesAllowed: false);
        var start = open.Length;
        open.Length += rows.Count;
        foreach (var row in rows)
        {
            if (open.Stream.Type == StreamType.Committed)
            {
                table.Insert(new StoredRow(row.Values, null));
            }
            else
            {
                open.Unpublished.Add(new StoredRow(row.Values, null));
            }
        }
        return Answer(table, new AppendResult { Offset = start });
    }

    private List<DecodedRow> Decode(AppendRowsRequest request, StoredTable table, bool changesAllowed)
    {
        var columns = options.Time.GetUtcNow() < table.SchemaChanged + options.SchemaDelay && table.FormerColumns.Count > 0
            ? table.FormerColumns : table.Columns;
        if (cached is not { } known || known.Columns != columns)
        {
            cached = known = (new RowDecoder(descriptor!, columns, changesAllowed && table.PrimaryKey.Count > 0, missingValues == DefaultValue), columns);
        }
        var rows = new List<DecodedRow>();
        var errors = new List<RowError>();
        var index = 0;
        foreach (var bytes in request.ProtoRows?.Rows?.SerializedRows ?? [])
        {
            try
            {
                var row = known.Decoder.Decode(bytes);
                if (faults.RefuseRow?.Invoke($"{table.Name.Dataset}.{table.Name.Table}", row.Values) is { } reason)
                {
                    throw new RowFailure(reason);
                }
                rows.Add(row);
            }
            catch (RowFailure failure)
            {
                errors.Add(new RowError { Index = index, Code = 1, Message = failure.Message });
            }
            index++;
        }
        return errors.Count == 0 ? rows : throw new RpcFailure(RpcCode.InvalidArgument, "Errors found while processing rows. Please refer to the row_errors field for details.")
        {
            RowErrors = errors,
        };
    }

    private StoredTable Visible(StoredTable table) => options.Time.GetUtcNow() < table.Created + options.TableDelay
        ? throw new RpcFailure(RpcCode.NotFound, $"Requested entity was not found. Entity: {table.Name.Path}", StorageErrorCode.TableNotFound)
        : table;

    /// <summary>Success, with the new columns told once per connection when the table has grown under it.</summary>
    private AppendRowsResponse Answer(StoredTable table, AppendResult result)
    {
        var answer = new AppendRowsResponse { AppendResult = result, WriteStream = stream };
        if (table.FormerColumns.Count > 0 && table.SchemaChanged > opened)
        {
            answer.UpdatedSchema = WireSchema.From(table.Columns);
            opened = table.SchemaChanged;
        }
        return answer;
    }
}

using System.Globalization;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rest;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Connectors.BigQuery.Streaming;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>
/// The tables and streams of a task: one stream per table, or per day partition where records go to partitions by name. Used on the
/// task's thread; owns the streams.
/// </summary>
internal sealed class Destinations(BigQuerySinkConfig config, TablesApi api, StreamServices services) : IAsyncDisposable
{
    private const long MaxBytes = AppendQueue.MaxInFlightBytes;
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, Table> _byTopic = new(StringComparer.Ordinal);
    private readonly Dictionary<TableId, Table> _tables = [];
    private readonly Dictionary<(Table Table, int Day), AppendStream> _streams = [];
    private readonly long _queueSize = config.Long(Keys.QueueSize);

    /// <summary>Whether more rows may be taken: what waits for acknowledgement is bounded in number and bytes.</summary>
    public bool HasRoom
    {
        get
        {
            long count = 0;
            long bytes = 0;
            var full = false;
            foreach (var stream in _streams.Values)
            {
                count += stream.Count;
                bytes += stream.Bytes;
                full |= stream.Count >= AppendQueue.MaxInFlight;
            }

            return bytes < MaxBytes && (_queueSize < 0 ? !full : count <= _queueSize);
        }
    }

    /// <exception cref="ConversionException">The record's topic gives no table.</exception>
    public Table TableOf(SinkRecord record)
    {
        if (!_byTopic.TryGetValue(record.Topic, out var table))
        {
            var id = config.Naming.TableOf(record.Topic);
            if (!_tables.TryGetValue(id, out table))
            {
                _tables[id] = table = new Table(id, config, api, services.Logger, services.Time);
            }

            _byTopic[record.Topic] = table;
        }

        return table;
    }

    /// <summary>The stream for a record whose table was prepared.</summary>
    /// <exception cref="ConversionException">There is no partition for the record.</exception>
    public AppendStream StreamOf(SinkRecord record)
    {
        var table = TableOf(record);
        var day = UsesDecorator(table) ? DayOf(record) : 0;
        if (!_streams.TryGetValue((table, day), out var stream))
        {
            var partition = day == 0 ? "" : "$" + day.ToString(CultureInfo.InvariantCulture);
            _streams[(table, day)] = stream = new AppendStream($"{table.Path}{partition}/streams/_default", table, services);
        }

        return stream;
    }

    /// <summary>To be called between batches: records whose schemas are ever new must not fill the memory with plans.</summary>
    public void TrimPlans()
    {
        foreach (var table in _tables.Values)
        {
            table.TrimPlans();
        }
    }

    public void SendAll()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Send();
        }
    }

    /// <exception cref="ConnectException">A stream cannot write any more.</exception>
    public void ThrowIfFailed()
    {
        foreach (var stream in _streams.Values)
        {
            if (stream.Failure is { } failure)
            {
                throw failure is ConnectException ? new ConnectException(failure.Message, failure)
                    : new ConnectException("The writer of a table has failed unexpectedly: " + failure.Message, failure);
            }
        }
    }

    /// <summary>Closes streams that have had nothing to do for long, such as those of yesterday's partitions.</summary>
    public async ValueTask CloseUnusedAsync()
    {
        foreach (var (key, stream) in _streams)
        {
            if (stream.Count == 0 && services.Time.GetElapsedTime(stream.LastUsed) > Unused)
            {
                _streams.Remove(key);
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams.Values)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var table in _tables.Values)
        {
            table.Dispose();
        }
    }

    private bool UsesDecorator(Table table)
    {
        if (config.WritesChanges || config.ExplicitDecorator == false)
        {
            return false;
        }

        var resource = table.Resource!;
        if (config.ExplicitDecorator is null)
        {
            return resource.IsIngestionDayPartitioned;
        }

        return resource.PartitioningType == "DAY" ? true : throw new ConversionException(
            $"Cannot use decorator syntax to write to table `{table.Id.Dataset}`.`{table.Id.Table}` as it is "
            + (resource.PartitioningType is { } type ? $"partitioned by {type.ToLowerInvariant()} and not by day" : "not partitioned"));
    }

    private int DayOf(SinkRecord record)
    {
        var day = services.Time.GetUtcNow();
        if (config.Boolean(Keys.MessageTimePartitioning))
        {
            day = record is { Timestamp: { } millis, TimestampType: not TimestampType.NoTimestampType } ? DateTimeOffset.FromUnixTimeMilliseconds(millis)
                : throw new ConversionException("Message has no timestamp type, cannot use message timestamp to partition.");
        }

        return (day.Year * 10000) + (day.Month * 100) + day.Day;
    }
}

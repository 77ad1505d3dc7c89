using ConnectNet.Connectors.BigQuery.Auth;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rest;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Connectors.BigQuery.Streaming;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Google.Protobuf;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>
/// Turns records into rows and hands them to one stream per table. An offset is committed once BigQuery has acknowledged its row, or
/// the errant record reporter has taken its record. A batch is taken whole or, with a <see cref="RetriableException"/>, not at all.
/// Everything here runs on the task's thread; the streams run beside it.
/// </summary>
[ConnectName("com.wepay.kafka.connect.bigquery.BigQuerySinkTask", "0.1.0")]
public sealed class BigQuerySinkTask : SinkTask, IAsyncDisposable
{
    private static readonly TimeSpan CapacityWait = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _time;
    private readonly OffsetTracker _offsets = new();
    private readonly ProtoWriter _writer = new();
    private BigQuerySinkConfig? _config;
    private TablesApi? _api;
    private StreamServices? _services;
    private Destinations? _destinations;
    private int _failedPuts;

    /// <summary>A task on the system's clock.</summary>
    public BigQuerySinkTask()
        : this(TimeProvider.System)
    {
    }

    internal BigQuerySinkTask(TimeProvider time) => _time = time;

    private Destinations Destinations => _destinations ?? throw new IllegalWorkerStateException("The task has not been started.");

    private StreamServices Services => _services ?? throw new IllegalWorkerStateException("The task has not been started.");

    /// <inheritdoc/>
    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = new BigQuerySinkConfig(config);
        Notices.Tell(_config, Context.Logger);
        var handlers = new HttpHandlers(_config);
        var credentials = await Credentials.CreateAsync(_config, handlers.Create, cancellationToken).ConfigureAwait(false);
        _api = new TablesApi(_config, credentials, handlers.Create(), _time);
        _services = new StreamServices(_config, credentials, handlers.Create(), new SinkMetrics(Context.Meter), Context.Logger, _time);
        _destinations = new Destinations(_config, _api, _services);
    }

    /// <inheritdoc/>
    public override async ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        await ReportRejectionsAsync().ConfigureAwait(false);
        if (records.Count == 0)
        {
            return;
        }

        // 1. Room, and tables with all columns. What fails here leaves nothing behind, so that the batch can be put again.
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        Destinations.TrimPlans();
        await PrepareAsync(records, cancellationToken).ConfigureAwait(false);

        // 2. From here on every record is tracked: an offset is not committed before its row is safe.
        var slots = new OffsetSlot[records.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = _offsets.Add(records[i].OriginalTopicPartition, records[i].Offset);
        }

        // 3. Rows, in the order of the records.
        for (var i = 0; i < slots.Length; i++)
        {
            await TakeAsync(records[i], slots[i]).ConfigureAwait(false);
        }

        Destinations.SendAll();
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyDictionary<TopicPartition, long>> PreCommitAsync(
        IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var progress = Services.Progress.Next;
            await ReportRejectionsAsync().ConfigureAwait(false);
            var left = _config!.AckWait - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !_offsets.HasOutstanding(offsets.Keys))
            {
                break;
            }

            await ForAsync(progress, left, cancellationToken).ConfigureAwait(false);
        }

        await Destinations.CloseUnusedAsync().ConfigureAwait(false);
        return _offsets.Committable(offsets);
    }

    /// <inheritdoc/>
    public override ValueTask CloseAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        _offsets.Forget(partitions);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask StopAsync()
    {
        if (_destinations is not null)
        {
            await _destinations.DisposeAsync().ConfigureAwait(false);
            _destinations = null;
        }

        _services?.Dispose();
        _api?.Dispose();
    }

    /// <summary>The same as <see cref="StopAsync"/>.</summary>
    public ValueTask DisposeAsync() => StopAsync();

    private async ValueTask PrepareAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var record in records)
            {
                if (record.Value is not null || _config!.Delete)
                {
                    await PrepareAsync(record, cancellationToken).ConfigureAwait(false);
                }
            }

            _failedPuts = 0;
        }
        catch (RetriableException failure) when (!_config!.Boolean(Keys.EnableRetries) || ++_failedPuts > _config.Int(Keys.MaxRetries))
        {
            throw new ConnectException($"BigQuery could not be reached in {_failedPuts} tries: {failure.Message}", failure);
        }
    }

    private ValueTask PrepareAsync(SinkRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return Destinations.TableOf(record).PrepareAsync(record, cancellationToken);
        }
        catch (ConversionException)
        {
            // There is no table for it, which is met again, and reported, when the record is taken.
            return ValueTask.CompletedTask;
        }
    }

    private async ValueTask TakeAsync(SinkRecord record, OffsetSlot slot)
    {
        if (record.Value is null && !_config!.Delete)
        {
            slot.Done();
            return;
        }

        try
        {
            if (Destinations.TableOf(record).Plan(record) is not { } plan)
            {
                slot.Done();
                return;
            }

            _writer.Clear();
            plan.Write(_writer, record, _time.GetUtcNow());
            if (_writer.Length > AppendStream.MaxRowBytes)
            {
                throw new ConversionException($"the row has {_writer.Length} bytes, BigQuery takes {AppendStream.MaxRowBytes}");
            }

            var row = new PendingRow(record, slot, UnsafeByteOperations.UnsafeWrap(_writer.ToArray()));
            Destinations.StreamOf(record).Add(row, plan.Format);
        }
        catch (ConversionException failure)
        {
            await ReportAsync(record, slot, failure.Message).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var progress = Services.Progress.Next;
            await ReportRejectionsAsync().ConfigureAwait(false);
            if (Destinations.HasRoom)
            {
                return;
            }

            var left = CapacityWait - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw new RetriableException("BigQuery has not acknowledged enough rows yet to take more");
            }

            await ForAsync(progress, left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fails the task when a stream has failed, and passes refused rows on.</summary>
    private async ValueTask ReportRejectionsAsync()
    {
        while (Services.Rejections.TryDequeue(out var rejection))
        {
            await ReportAsync(rejection.Record, rejection.Slot, rejection.Reason).ConfigureAwait(false);
        }

        Destinations.ThrowIfFailed();
    }

    private async ValueTask ReportAsync(SinkRecord record, OffsetSlot slot, string reason)
    {
        var failure = new ConnectException($"The record at {Places.Of(record)} cannot be written to BigQuery: {reason}");
        if (Context.ErrantRecords is not { } reporter)
        {
            throw failure;
        }

        await reporter.ReportAsync(record, failure).ConfigureAwait(false);
        slot.Done();
    }

    private async ValueTask ForAsync(Task progress, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await progress.WaitAsync(atMost, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks at the clock itself.
        }
    }
}

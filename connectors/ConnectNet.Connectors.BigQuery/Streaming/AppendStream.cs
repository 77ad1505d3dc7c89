using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Connectors.BigQuery.Wire;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// The one writer of a table's default stream: takes rows from the task, sends them over a connection that it opens and reopens, and marks
/// offsets when BigQuery has acknowledged them. One loop on the pool; the task adds rows and looks at <see cref="Failure"/>.
/// Rows of one key stay in order: batches are sent in order over one connection at a time, and after a fault in order from the first
/// unanswered one.
/// </summary>
internal sealed class AppendStream : IAsyncDisposable
{
    private const int BatchBytes = 1024 * 1024;
    private const int BatchRows = 5000;

    /// <summary>A request without an answer for so long is taken for lost.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(5);

    /// <summary>A request of one row and the descriptor stays below BigQuery's 10 MB.</summary>
    public const int MaxRowBytes = 9_000_000;

    private readonly string _name;
    private readonly Table _table;
    private readonly StreamServices _services;
    private readonly AppendQueue _queue = new();
    private readonly FaultBudget _budget;
    private readonly CancellationTokenSource _stop = new();
    private AppendBatch? _open;
    private Task? _loop;
    private volatile Exception? _failure;
    private volatile bool _reconnect;
    private volatile bool _introduced;
    private long _lastSent;
    private bool _renewed;
    private RowFormat? _format;

    public AppendStream(string name, Table table, StreamServices services)
    {
        (_name, _table, _services) = (name, table, services);
        _budget = new FaultBudget(services.Config, services.Time);
        LastUsed = services.Time.GetTimestamp();
    }

    /// <summary>Batches without acknowledgement.</summary>
    public int Count => _queue.Count;

    public long Bytes => _queue.Bytes;

    /// <summary>Why nothing more can be written; null while all is well.</summary>
    public Exception? Failure => _failure;

    public long LastUsed { get; private set; }

    /// <summary>Takes a row on the task's thread.</summary>
    public void Add(PendingRow row, RowFormat format)
    {
        if (_open is not null && (!ReferenceEquals(_open.Format, format) || _open.Rows.Count >= BatchRows || _open.Bytes + row.Bytes.Length > BatchBytes))
        {
            Send();
        }

        _open ??= new AppendBatch(format);
        _open.Add(row);
        LastUsed = _services.Time.GetTimestamp();
    }

    /// <summary>Lets what was added go.</summary>
    public void Send()
    {
        if (_open is null)
        {
            return;
        }

        _queue.Add(_open);
        _open = null;
        _loop ??= Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await WaitForWorkAsync().ConfigureAwait(false);
                var end = await ConverseAsync().ConfigureAwait(false);
                _queue.ReturnInFlight();
                await HandleEndAsync(end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The task is stopping; what is not acknowledged will be read from Kafka again.
        }
        catch (Exception failure)
        {
            _failure = failure;
            _services.Progress.Report();
        }
    }

    private async Task WaitForWorkAsync()
    {
        while (true)
        {
            var changed = _queue.Changed.Next;
            if (_queue.NextFormat is not null)
            {
                return;
            }

            await changed.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Appends over one connection until it ends, and says how it ended.</summary>
    private async Task<GrpcStatus> ConverseAsync()
    {
        (_reconnect, _introduced) = (false, false);
        var format = _format = _queue.NextFormat!;
        var config = _services.Config;
        try
        {
            var token = await _services.Credentials.TokenAsync(config.StorageEndpoint, _stop.Token).ConfigureAwait(false);
            await using var connection = AppendConnection.Open(_services.Http, config.StorageEndpoint, _name, token, config.Project, _stop.Token);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var reading = ReadAnswersAsync(connection, _stop.Token);
            var sending = SendBatchesAsync(connection, format, over.Token);
            if (await Task.WhenAny(reading, sending).ConfigureAwait(false) == sending)
            {
                // Also after a failed send: the server's own words come in its answer.
                connection.CompleteSending();
            }

            try
            {
                return await reading.ConfigureAwait(false);
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested
            && failure is IOException or HttpRequestException or OperationCanceledException or RetriableException or InvalidDataException)
        {
            return new GrpcStatus(GrpcCode.Unavailable, failure.Message);
        }
    }

    private async Task SendBatchesAsync(AppendConnection connection, RowFormat format, CancellationToken cancellationToken)
    {
        while (!_reconnect)
        {
            var changed = _queue.Changed.Next;
            if (_queue.TakeToSend(format, _services.Time.GetUtcNow(), out var wait) is { } batch)
            {
                // A first request that was refused may not have told the server what the connection is about.
                Volatile.Write(ref _lastSent, _services.Time.GetTimestamp());
                await connection.SendAsync(batch.ToRequest(_introduced ? null : _name), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (_queue.NextFormat is { } next && !ReferenceEquals(next, format))
            {
                // New columns need a new descriptor, which the server takes with the first request of a connection.
                return;
            }

            using var early = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait ?? Timeout.InfiniteTimeSpan, _services.Time, early.Token)).ConfigureAwait(false);
            await early.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<GrpcStatus> ReadAnswersAsync(AppendConnection connection, CancellationToken cancellationToken)
    {
        while (await NextAnswerAsync(connection, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            var batch = _queue.TakeAnswered() ?? throw new InvalidDataException("BigQuery answered a request that was not made");
            await HandleAnswerAsync(batch, answer).ConfigureAwait(false);
        }

        return await connection.EndStatusAsync().ConfigureAwait(false);
    }

    private async ValueTask<AppendRowsResponse?> NextAnswerAsync(AppendConnection connection, CancellationToken cancellationToken)
    {
        var read = connection.ReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                return await read.WaitAsync(AnswerPatience, _services.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (_queue.HasInFlight && _services.Time.GetElapsedTime(Volatile.Read(ref _lastSent)) >= AnswerPatience)
                {
                    throw new IOException($"BigQuery has not answered for {AnswerPatience}");
                }
            }
        }
    }

    private async ValueTask HandleAnswerAsync(AppendBatch batch, AppendRowsResponse answer)
    {
        var status = answer.Error is null ? GrpcStatus.Ok : GrpcStatus.From(answer.Error);
        if (answer.RowErrors.Count > 0)
        {
            Reject(batch, answer);
        }
        else if (status.Code == GrpcCode.Ok)
        {
            Acknowledge(batch);
        }
        else
        {
            await RetryAsync(batch, status).ConfigureAwait(false);
        }

        _queue.Changed.Report();
        _services.Progress.Report();
    }

    private void Acknowledge(AppendBatch batch)
    {
        foreach (var row in batch.Rows)
        {
            row.Slot.Done();
        }

        _introduced = true;
        _budget.Stored();
        _renewed = false;
        _services.Metrics.Stored(batch.Rows.Count, _table.Id.ToString());
    }

    /// <summary>
    /// A request is stored whole or not at all: refused rows leave it, the others go again. That is no fault and uses up no patience.
    /// </summary>
    private void Reject(AppendBatch batch, AppendRowsResponse answer)
    {
        var refused = new HashSet<int>();
        foreach (var error in answer.RowErrors)
        {
            if (error.Index >= 0 && error.Index < batch.Rows.Count && refused.Add((int)error.Index))
            {
                var row = batch.Rows[(int)error.Index];
                _services.Rejections.Enqueue(new Rejection(row.Record, row.Slot, $"table {_table.Id} refuses the row: {error.Message}"));
            }
        }

        if (refused.Count == 0)
        {
            throw Fatal(batch, GrpcStatus.From(answer.Error ?? new RpcStatus()));
        }

        _services.Metrics.Refused(refused.Count, _table.Id.ToString());
        batch.Remove(refused);
        if (batch.Rows.Count > 0)
        {
            _queue.PutBack(batch);
        }
    }

    /// <summary>One append failed while the stream goes on.</summary>
    private async ValueTask RetryAsync(AppendBatch batch, GrpcStatus status)
    {
        var outcome = AppendOutcomes.Of(status);
        if (outcome == AppendOutcome.TooLarge)
        {
            Split(batch, status);
            return;
        }

        var delay = await DelayAsync(outcome, status, batch).ConfigureAwait(false);
        batch.NotBefore = _services.Time.GetUtcNow() + delay;
        // A connection keeps what it knew of the table, so another one is needed to see the change.
        _reconnect = outcome is not AppendOutcome.Again;
        _queue.PutBack(batch);
    }

    /// <summary>The connection has ended.</summary>
    private async ValueTask HandleEndAsync(GrpcStatus end)
    {
        if (_queue.First is not { } first || (end.Code == GrpcCode.Ok && (_reconnect || !ReferenceEquals(first.Format, _format))))
        {
            // Closed by the server because it was idle, or by us.
            return;
        }

        if (end.Code == GrpcCode.Ok)
        {
            end = new GrpcStatus(GrpcCode.Unavailable, "the server has closed the stream");
        }

        var outcome = AppendOutcomes.Of(end);
        if (outcome == AppendOutcome.TooLarge)
        {
            // The status does not say which request it means: the largest is the likeliest.
            Split(_queue.TakeLargest()!, end);
            return;
        }

        var delay = await DelayAsync(outcome, end, first).ConfigureAwait(false);
        await Task.Delay(delay, _services.Time, _stop.Token).ConfigureAwait(false);
    }

    /// <summary>Does what the fault asks for and says how long to wait before the next try.</summary>
    private async ValueTask<TimeSpan> DelayAsync(AppendOutcome outcome, GrpcStatus status, AppendBatch batch)
    {
        switch (outcome)
        {
            case AppendOutcome.TokenRefused when !_renewed && await RenewAsync().ConfigureAwait(false):
                return TimeSpan.Zero;
            case AppendOutcome.TokenRefused or AppendOutcome.Fatal:
            case AppendOutcome.TableMissing when !await ExistsAsync().ConfigureAwait(false):
                throw Fatal(batch, status);
            default:
                break;
        }

        var delay = _budget.Next(outcome) ?? throw Fatal(batch, status);
        _services.Metrics.Retried(_table.Id.ToString());
        Log.AppendsInterrupted(_services.Logger, _name, delay, status);
        return delay;
    }

    private async ValueTask<bool> RenewAsync()
    {
        try
        {
            return _renewed = await _services.Credentials.RenewAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (RetriableException)
        {
            // The next connection asks for a token anyhow, and waits if there is none.
            return true;
        }
    }

    private async ValueTask<bool> ExistsAsync()
    {
        try
        {
            return await _table.EnsureExistsAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (RetriableException)
        {
            return true;
        }
    }

    private void Split(AppendBatch batch, GrpcStatus status)
    {
        if (batch.Rows.Count > 1)
        {
            var (first, second) = batch.Halves();
            _queue.PutBack(first, second);
            return;
        }

        var row = batch.Rows[0];
        _services.Rejections.Enqueue(new Rejection(row.Record, row.Slot, $"table {_table.Id} refuses the row: {status.Message}"));
    }

    private ConnectException Fatal(AppendBatch batch, GrpcStatus status)
    {
        var first = batch.Rows[0].Record;
        return new ConnectException($"Rows for table {_table.Id} could not be written: {status}. The first record concerned is {Places.Of(first)}.");
    }
}

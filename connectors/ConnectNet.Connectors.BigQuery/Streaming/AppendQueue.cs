using ConnectNet.Connectors.BigQuery.Rows;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// The batches of one stream: those to be sent, and those sent and not yet answered, both in order. Thread-safe.
/// </summary>
internal sealed class AppendQueue
{
    /// <summary>Requests on the way at once, and their size, on one connection.</summary>
    public const int MaxInFlight = 100;
    public const long MaxInFlightBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<AppendBatch> _unsent = [];
    private readonly Queue<AppendBatch> _inFlight = new();
    private long _inFlightBytes;
    private long _bytes;
    private long _added;

    public Progress Changed { get; } = new();

    /// <summary>Batches that are not acknowledged.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _unsent.Count + _inFlight.Count;
            }
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    public void Add(AppendBatch batch)
    {
        lock (_gate)
        {
            batch.Sequence = _added++;
            _unsent.AddLast(batch);
            _bytes += batch.Bytes;
        }

        Changed.Report();
    }

    /// <summary>The next batch to be sent, which counts as sent from now on; null when there is none or too much is on the way.</summary>
    /// <param name="format">The connection's format; null for any.</param>
    /// <param name="now">A batch that is to wait longer is not given out.</param>
    /// <param name="wait">When to ask again at the latest, if the first batch is to wait.</param>
    public AppendBatch? TakeToSend(RowFormat? format, DateTimeOffset now, out TimeSpan? wait)
    {
        lock (_gate)
        {
            wait = null;
            if (_unsent.First is not { Value: var batch } || _inFlight.Count >= MaxInFlight || _inFlightBytes >= MaxInFlightBytes
                || (format is not null && !ReferenceEquals(format, batch.Format)))
            {
                return null;
            }

            if (batch.NotBefore > now)
            {
                wait = batch.NotBefore - now;
                return null;
            }

            _unsent.RemoveFirst();
            _inFlight.Enqueue(batch);
            _inFlightBytes += batch.Bytes;
            return batch;
        }
    }

    /// <summary>The format of the next batch to be sent, or null.</summary>
    public RowFormat? NextFormat => First?.Format;

    public bool HasInFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight.Count > 0;
            }
        }
    }

    /// <summary>The next batch to be sent, or null.</summary>
    public AppendBatch? First
    {
        get
        {
            lock (_gate)
            {
                return _unsent.First?.Value;
            }
        }
    }

    /// <summary>Takes the largest batch out, as if it had been answered.</summary>
    public AppendBatch? TakeLargest()
    {
        lock (_gate)
        {
            var largest = _unsent.MaxBy(batch => batch.Bytes);
            if (largest is not null)
            {
                _unsent.Remove(largest);
                _bytes -= largest.Bytes;
            }

            return largest;
        }
    }

    /// <summary>Takes the batch that an answer belongs to: answers come in the order of requests.</summary>
    public AppendBatch? TakeAnswered()
    {
        lock (_gate)
        {
            if (!_inFlight.TryDequeue(out var batch))
            {
                return null;
            }

            _inFlightBytes -= batch.Bytes;
            _bytes -= batch.Bytes;
            return batch;
        }
    }

    /// <summary>An answered batch is to be sent again, whole or in parts: to its place in the order.</summary>
    public void PutBack(params ReadOnlySpan<AppendBatch> batches)
    {
        lock (_gate)
        {
            foreach (var batch in batches)
            {
                Insert(batch);
                _bytes += batch.Bytes;
            }
        }

        Changed.Report();
    }

    /// <summary>The connection is gone: everything unanswered is to be sent again, in order, before the rest.</summary>
    public void ReturnInFlight()
    {
        lock (_gate)
        {
            foreach (var batch in _inFlight)
            {
                Insert(batch);
            }

            _inFlight.Clear();
            _inFlightBytes = 0;
        }
    }

    private void Insert(AppendBatch batch)
    {
        var next = _unsent.First;
        while (next is not null && next.Value.Sequence <= batch.Sequence)
        {
            next = next.Next;
        }

        if (next is null)
        {
            _unsent.AddLast(batch);
        }
        else
        {
            _unsent.AddBefore(next, batch);
        }
    }
}

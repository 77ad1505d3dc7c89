using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Writes a source task's offsets every <c>offset.flush.interval.ms</c> without holding the task up: a flush runs while the task polls on,
/// and is looked after at the next visit. A flush that fails or takes too long is part of the next one. Task's thread only.
/// </summary>
internal sealed partial class SourceOffsetFlush(TaskParts parts, SubmittedRecords<SourceDelivery> submitted, OffsetWriter writer)
{
    private readonly TimeProvider _time = parts.Timing.Time;
    private CancellationTokenSource? _flushEnd;
    private Task? _flush;
    private long _started;
    private long _lastCommit = parts.Timing.Time.GetTimestamp();

    /// <summary>True when offsets were committed and the task has not been told yet.</summary>
    public bool OwesTaskCommit { get; set; }

    /// <summary>Set when the task wants a commit before the interval has passed.</summary>
    public bool IsRequested { get; set; }

    /// <summary>The flush that runs; its end makes a visit worth while. Null when none does.</summary>
    public Task? Running => _flush;

    /// <summary>Time until a visit is worth while if nothing else happens to <see cref="Running"/>.</summary>
    public TimeSpan UntilDueBesideFlush => _flush is null ? UntilDue : parts.Timing.FlushTimeout - _time.GetElapsedTime(_started);

    /// <summary>Time until the next visit is worth while.</summary>
    public TimeSpan UntilDue
    {
        get
        {
            var left = _flush is not null ? TimeSpan.FromMilliseconds(10)
                : IsRequested ? TimeSpan.Zero
                : parts.Timing.FlushInterval - _time.GetElapsedTime(_lastCommit);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Looks after a running flush; starts one when it is time.</summary>
    public void Visit()
    {
        if (_flush is null)
        {
            if (UntilDue == TimeSpan.Zero)
            {
                using var scope = parts.Logger.BeginScope(LogContext.ForOffsets(parts.Id.Connector, parts.Id.Task));
                Begin();
            }
        }
        else if (_flush.IsCompleted || _time.GetElapsedTime(_started) >= parts.Timing.FlushTimeout)
        {
            using var scope = parts.Logger.BeginScope(LogContext.ForOffsets(parts.Id.Connector, parts.Id.Task));
            End();
        }
    }

    /// <summary>Writes what is committable and waits for it.</summary>
    public void Finish()
    {
        AwaitFlush();
        Begin();
        AwaitFlush();
    }

    private void Begin()
    {
        SourceTaskLog.Committing(parts.Logger, parts.Id);
        IsRequested = false;
        _started = _time.GetTimestamp();
        var partitions = 0;
        foreach (var (partition, offset) in submitted.TakeCommittable())
        {
            writer.Offset(partition, offset);
            partitions++;
        }

        if (partitions == 0)
        {
            SourceTaskLog.NothingToCommit(parts.Logger, parts.Id);
        }
        else
        {
            SourceTaskLog.CommittingPartitions(parts.Logger, parts.Id, partitions);
        }

        if (!writer.BeginFlush())
        {
            // Nothing new also is a successful commit.
            Succeeded();
            return;
        }

        _flushEnd = CancellationTokenSource.CreateLinkedTokenSource(parts.Scope.Cancelled);
        try
        {
            _flush = writer.FlushAsync(_flushEnd.Token);
        }
        catch (Exception e)
        {
            _flush = Task.FromException(e);
        }

        if (_flush.IsCompleted)
        {
            End();
        }
    }

    private void AwaitFlush()
    {
        if (_flush is null)
        {
            return;
        }

        var left = parts.Timing.FlushTimeout - _time.GetElapsedTime(_started);
        Task.WhenAny(_flush, Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, parts.Scope.Cancelled)).GetAwaiter().GetResult();
        End();
    }

    private void End()
    {
        var flush = _flush!;
        _flush = null;
        if (flush.IsCompletedSuccessfully)
        {
            SourceTaskLog.Flushed(parts.Logger, parts.Id);
            Succeeded();
        }
        else
        {
            _flushEnd!.Cancel();
            writer.CancelFlush();
            parts.Metrics.CommitFailed();
            _lastCommit = _time.GetTimestamp();
            if (flush.IsCompleted)
            {
                LogFailed(parts.Logger, flush.Exception?.InnerException, parts.Id);
            }
            else
            {
                // Nobody looks at the late result any more.
                flush.ContinueWith(static f => f.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                LogTimedOut(parts.Logger, parts.Id);
            }
        }

        _flushEnd?.Dispose();
        _flushEnd = null;
    }

    private void Succeeded()
    {
        var took = _time.GetElapsedTime(_started);
        SourceTaskLog.Committed(parts.Logger, parts.Id, (long)took.TotalMilliseconds);
        parts.Metrics.CommitSucceeded(took);
        _lastCommit = _time.GetTimestamp();
        OwesTaskCommit = true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} Flush of offsets threw an unexpected exception: ")]
    private static partial void LogFailed(ILogger logger, Exception? error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} Timed out waiting to flush offsets to storage; will try again on next flush interval with latest offsets")]
    private static partial void LogTimedOut(ILogger logger, ConnectorTaskId task);
}

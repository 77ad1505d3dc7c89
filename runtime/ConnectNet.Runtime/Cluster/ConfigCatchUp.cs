using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Keeps a worker that lags behind the config topic out of the group: it leaves, waits, reads again; after five tries it gives its work
/// up. Used by the herder's thread.
/// </summary>
internal sealed partial class ConfigCatchUp(MembershipParts parts, Func<bool> isEager, int maxDelay, ILogger logger)
{
    private const int Retries = 5;

    private readonly TimeSpan _syncTimeout = TimeSpan.FromMilliseconds(parts.Config.Int(DistributedKeys.WorkerSyncTimeout));
    private readonly TimeSpan _unsyncBackoff = TimeSpan.FromMilliseconds(parts.Config.Int(DistributedKeys.WorkerUnsyncBackoff));
    private int _retries = Retries;
    private volatile bool _readable = true;

    public required Action LeaveGroup { get; init; }

    public required Action GiveUpWork { get; init; }

    /// <summary>The config topic has to be read before the group may be joined.</summary>
    public void Require() => _readable = false;

    /// <summary>True when there is nothing to catch up with, or this read was enough.</summary>
    public bool TryAgain(ConnectAssignment? assignment) => _readable || ReadToEnd(assignment);

    /// <summary>Reads the config topic to its end; on failure leaves the group and waits.</summary>
    public bool ReadToEnd(ConnectAssignment? assignment)
    {
        LogReading(logger, parts.Changes.Applied.Offset, assignment?.Offset ?? -1);
        if (Refresh())
        {
            _readable = true;
            _retries = Retries;
            return true;
        }

        LeaveGroup();
        Backoff();
        return false;
    }

    /// <summary>Reads the config topic to its end and applies it; false when that took longer than <c>worker.sync.timeout.ms</c>.</summary>
    public bool Refresh()
    {
        using var stage = parts.Ticks.BeginStage("reading to the end of the config topic");
        try
        {
            parts.Herder.Configs.RefreshAsync(_syncTimeout, CancellationToken.None).GetAwaiter().GetResult();
            parts.Changes.Apply(parts.Herder.Configs.Snapshot());
            LogRead(logger, parts.Changes.Applied.Offset);
            return true;
        }
        catch (TimeoutException e)
        {
            LogTooSlow(logger, e);
            _readable = false;
            return false;
        }
    }

    private void Backoff()
    {
        if (isEager())
        {
            Sleep(_unsyncBackoff);
        }
        else if (_retries > 0)
        {
            Sleep(TimeSpan.FromMilliseconds(maxDelay / 10 / _retries));
            _retries--;
        }
        else
        {
            LogGivingUp(logger, Retries);
            GiveUpWork();
            _retries = Retries;
        }
    }

    private void Sleep(TimeSpan time)
    {
        using var stage = parts.Ticks.BeginStage($"sleeping for a backoff duration of {(long)time.TotalMilliseconds}ms");
        Task.Delay(time, parts.Herder.Time, parts.Stopping).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).GetAwaiter().GetResult();
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Reading to end of config log; current config state offset: {Offset}, offset of the group assignment: {Assigned}")]
    private static partial void LogReading(ILogger logger, long offset, long assigned);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Finished reading to end of log and updated config snapshot, new config log offset: {Offset}")]
    private static partial void LogRead(ILogger logger, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Didn't reach end of config log quickly enough")]
    private static partial void LogTooSlow(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Revoking the running assignment because after {Retries} retries the worker has not caught up with the latest Connect "
            + "cluster updates")]
    private static partial void LogGivingUp(ILogger logger, int retries);
}

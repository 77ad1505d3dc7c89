using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What the herder's thread works with.</summary>
internal sealed record HerderThreadParts
{
    public required HerderParts Herder { get; init; }

    public required ConfigChanges Changes { get; init; }

    public required TickQueue Ticks { get; init; }

    public required Membership Membership { get; init; }

    public required SessionKeys Keys { get; init; }

    public required LocalWork Work { get; init; }

    public required StartStopPool Pool { get; init; }

    public required ConnectorRunner Runner { get; init; }

    public required RestartExecutor Restarts { get; init; }
}

/// <summary>
/// The thread that does everything a distributed herder decides: in each turn it makes sure of its membership, then serves requests, then
/// acts upon what was read from the config topic, then waits in the group. An exception that nothing else handles ends it, and with it
/// the worker.
/// </summary>
internal sealed partial class HerderThread
{
    private static readonly TimeSpan PrivilegesBackoff = TimeSpan.FromMilliseconds(250);

    private readonly HerderThreadParts _parts;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stopping;
    private volatile bool _ready;
    private bool _claimWritePrivileges;

    public HerderThread(HerderThreadParts parts, CancellationToken stopping)
    {
        _parts = parts;
        _stopping = stopping;
        _logger = parts.Herder.LoggerOf<DistributedHerder>();
    }

    public bool IsReady => _ready;

    public Task Completion => _completion.Task;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "DistributedHerder-" + _parts.Herder.WorkerId }.Start();

    /// <summary>This worker was elected; its writes shut out those of an older leader.</summary>
    public void ClaimWritePrivileges()
    {
        try
        {
            _parts.Herder.Configs.ClaimWritePrivileges();
            _claimWritePrivileges = false;
        }
        catch (Exception e)
        {
            LogNotClaimed(_logger, e);
            _claimWritePrivileges = true;
        }
    }

    /// <summary>Writes to the config topic as leader; on the herder's thread only.</summary>
    public void WriteAsLeader(string description, Action write)
    {
        using (_parts.Ticks.BeginStage(description))
        {
            try
            {
                write();
            }
            catch (PrivilegedWriteException e)
            {
                LogFenced(_logger, e);
                _claimWritePrivileges = true;
                throw new ConnectException(
                    "Failed to write to config topic; this may be due to a transient error and the request can be safely retried", e);
            }
        }
    }

    private void Run()
    {
        try
        {
            LogStarting(_logger);
            using (_parts.Ticks.BeginStage("initializing and reading to the end of internal topics"))
            {
                _parts.Herder.Offsets.Start();
                _parts.Herder.Statuses.Start();
                _parts.Herder.Configs.Start();
                _parts.Changes.Apply(_parts.Herder.Configs.Snapshot());
            }

            while (!_stopping.IsCancellationRequested)
            {
                Tick();
                if (!_ready)
                {
                    _ready = true;
                    LogStarted(_logger);
                }
            }

            using (_parts.Ticks.BeginStage("shutting down"))
            {
                Halt();
            }

            LogStopped(_logger);
            _completion.SetResult();
        }
        catch (Exception e) when (_stopping.IsCancellationRequested)
        {
            LogUncaught(_logger, e);
            Halt();
            _completion.SetResult();
        }
        catch (Exception e)
        {
            LogUncaught(_logger, e);
            Halt();
            _completion.SetException(e);
        }
    }

    private void Tick()
    {
        if (!_parts.Membership.EnsureActive() || !ReclaimWritePrivileges() || !RotateKey())
        {
            return;
        }

        var due = _parts.Ticks.RunDue(_parts.Herder.Time.GetUtcNow().ToUnixTimeMilliseconds());
        _parts.Restarts.RunAll(_parts.Changes.TakeRestarts());
        _parts.Membership.ReopenIfScheduled();
        due = Earlier(due, _parts.Membership.ScheduledRebalance);
        if (_parts.Membership.IsLeader && _parts.Membership.RequestsAreSigned)
        {
            due = Earlier(due, _parts.Keys.Expiration);
        }

        if (ApplyChanges())
        {
            _parts.Membership.Poll(due);
        }
    }

    private static long? Earlier(long? first, long second) =>
        second == long.MaxValue ? first : Math.Min(first ?? long.MaxValue, second);

    private bool ReclaimWritePrivileges()
    {
        if (!_claimWritePrivileges)
        {
            return true;
        }

        if (!_parts.Membership.IsLeader)
        {
            _claimWritePrivileges = false;
            return true;
        }

        using (_parts.Ticks.BeginStage("reclaiming write privileges for the config topic"))
        {
            ClaimWritePrivileges();
        }

        if (!_claimWritePrivileges)
        {
            return true;
        }

        using (_parts.Ticks.BeginStage($"sleeping for a backoff duration of {PrivilegesBackoff.TotalMilliseconds}ms"))
        {
            _stopping.WaitHandle.WaitOne(PrivilegesBackoff);
        }

        return false;
    }

    private bool RotateKey()
    {
        _parts.Keys.Adopt(_parts.Changes.Applied);
        if (!_parts.Membership.IsLeader || !_parts.Membership.RequestsAreSigned || _parts.Keys.Rotate() is not { } key)
        {
            return true;
        }

        try
        {
            WriteAsLeader("writing a new session key to the config topic", () => _parts.Herder.Configs.PutSessionKey(key));
            return true;
        }
        catch (Exception e)
        {
            LogKeyNotWritten(_logger, e);
            _parts.Membership.RequireCatchUp();
            return false;
        }
    }

    /// <summary>Acts upon what was read from the config topic; false when the next turn has to rebalance first.</summary>
    private bool ApplyChanges()
    {
        var eager = _parts.Membership.Protocol == ConnectProtocolMode.Eager;
        if (_parts.Changes.Take(_parts.Herder.Configs.Snapshot, eager) is not { } changes)
        {
            return true;
        }

        if (changes.RebalanceNeeded)
        {
            LogRebalanceNeeded(_logger);
            _parts.Membership.RequestRejoin("connectors or tasks were configured anew");
        }

        RestartReconfigured(changes.Connectors);
        foreach (var connector in changes.TargetStates)
        {
            if (_parts.Changes.Applied.TargetStateOf(connector) is { } state && _parts.Changes.Applied.Contains(connector))
            {
                _parts.Runner.ChangeTargetState(connector, state);
            }
        }

        _parts.Membership.StopReconfigured(changes.TaskConnectors);
        return !changes.RebalanceNeeded;
    }

    private void RestartReconfigured(IReadOnlyList<string> connectors)
    {
        var starts = new List<Action>();
        foreach (var connector in connectors.Where(_parts.Membership.Owns))
        {
            var remains = _parts.Changes.Applied.Contains(connector);
            LogReconfigured(_logger, remains ? "restarting" : "stopping", connector);
            using (_parts.Ticks.BeginStage("stopping connector " + connector))
            {
                _parts.Work.StopConnectors(connector);
            }

            if (remains)
            {
                starts.Add(() => _parts.Runner.Start(connector));
            }
        }

        if (starts.Count > 0)
        {
            using var stage = _parts.Ticks.BeginStage($"restarting {starts.Count} reconfigured connectors");
            _parts.Pool.RunAll(starts, "restarting reconfigured connectors");
        }
    }

    private void Halt()
    {
        LogStoppingWork(_logger);
        Quietly(() => _parts.Herder.Worker.StopAsync().GetAwaiter().GetResult());
        _parts.Ticks.Close();
        Quietly(_parts.Membership.WriteLastStates);
        Quietly(_parts.Herder.Statuses.Stop);
        Quietly(_parts.Herder.Configs.Stop);
        Quietly(_parts.Herder.Offsets.Stop);
        Quietly(_parts.Membership.Stop);
    }

    private void Quietly(Action stop)
    {
        try
        {
            stop();
        }
        catch (Exception e)
        {
            LogStopFailed(_logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Requesting rebalance due to reconfiguration of connectors or tasks")]
    private static partial void LogRebalanceNeeded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Herder starting")]
    private static partial void LogStarting(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Herder started")]
    private static partial void LogStarted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping connectors and tasks that are still assigned to this worker.")]
    private static partial void LogStoppingWork(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Herder stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Uncaught exception in herder work thread, exiting: ")]
    private static partial void LogUncaught(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A part of the herder did not stop")]
    private static partial void LogStopFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unable to claim write privileges for config topic. Will backoff and retry while the leader")]
    private static partial void LogNotClaimed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Failed to write to config topic as leader; will rejoin group if necessary and, if still leader, attempt to reclaim write "
            + "privileges for the config topic")]
    private static partial void LogFenced(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Failed to write new session key to config topic; forcing a read to the end of the config topic before possibly retrying")]
    private static partial void LogKeyNotWritten(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Handling connector-only config update by {Change} connector {Connector}")]
    private static partial void LogReconfigured(ILogger logger, string change, string connector);
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A task and its thread, <c>task-thread-X-0</c>, on which everything of it runs. Others only ask: to change the target state, to stop, to
/// give up (cancel). A cancelled task may still hang in its plug-in; it then writes nothing and tells nobody any more.
/// </summary>
internal abstract partial class WorkerTask
{
    private readonly TaskParts _parts;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _statusLock = new();
    private readonly object _gate = new();
    private volatile bool _cancelled;
    private TargetState _target;

    protected WorkerTask(TaskParts parts)
    {
        _parts = parts;
        _target = parts.InitialState;
    }

    public ConnectorTaskId Id => _parts.Id;

    /// <summary>Ends with the task's thread, however the task ended.</summary>
    public Task Ended => _ended.Task;

    protected TaskParts Parts => _parts;

    protected ILogger Logger => _parts.Logger;

    protected TimeProvider Time => _parts.Timing.Time;

    protected bool IsStopping => _parts.Scope.Stopping.IsCancellationRequested;

    protected bool IsCancelled => _cancelled;

    protected bool ShouldPause
    {
        get
        {
            lock (_gate)
            {
                return _target == TargetState.Paused;
            }
        }
    }

    public void Start()
    {
        var thread = new Thread(Run) { Name = "task-thread-" + Id, IsBackground = true };
        thread.Start();
    }

    public void TransitionTo(TargetState state)
    {
        if (IsStopping)
        {
            return;
        }

        if (state == TargetState.Stopped)
        {
            // Stopped connectors have no tasks; one that still hears of it shuts down.
            Stop();
            return;
        }

        lock (_gate)
        {
            _target = state;
            Monitor.PulseAll(_gate);
        }
    }

    public void Stop()
    {
        _parts.Scope.Stop();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives the task up: from now on it tells nobody anything and commits nothing.</summary>
    public void Cancel()
    {
        lock (_statusLock)
        {
            _cancelled = true;
        }

        _parts.Scope.Cancel();
        OnCancelled();
    }

    /// <summary>Creates what the task needs and starts it.</summary>
    protected abstract void Begin();

    /// <summary>Runs until the task is to stop.</summary>
    protected abstract void Execute();

    /// <summary>Stops the plug-in, if it was started, and releases everything.</summary>
    protected abstract void Close();

    /// <summary>Called on another thread when the task is given up.</summary>
    protected virtual void OnCancelled()
    {
    }

    /// <summary>Waits on the task's thread until it is resumed or stopped, at most so long.</summary>
    protected void WaitWhilePaused(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (_target == TargetState.Paused && !IsStopping)
            {
                Monitor.Wait(_gate, atMost < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : atMost);
            }
        }
    }

    /// <summary>Waits on the task's thread, at most so long; shorter where it is to stop or to pause.</summary>
    protected void WaitWhileRunning(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (_target != TargetState.Paused && !IsStopping)
            {
                Monitor.Wait(_gate, atMost);
            }
        }
    }

    protected void Tell(ConnectState state, string? version, string? trace = null)
    {
        _parts.Metrics.Status = state.Name().ToLowerInvariant();
        lock (_statusLock)
        {
            if (!_cancelled)
            {
                _parts.Events.TaskChanged(Id, new StatusChange(state, version, trace));
            }
        }
    }

    private void Run()
    {
        using var scope = Logger.BeginScope(LogContext.ForTask(Id.Connector, Id.Task));
        try
        {
            RunToEnd();
            // A task that is shut down is no longer known here, and neither is its version.
            Tell(ConnectState.Unassigned, null);
        }
        catch (Exception e)
        {
            _parts.Scope.Stop();
            Tell(ConnectState.Failed, _parts.Version, JavaTrace.Of(e, _parts.Scope.Secrets));
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void RunToEnd()
    {
        try
        {
            if (ShouldPause && !IsStopping)
            {
                Tell(ConnectState.Paused, _parts.Version);
                while (ShouldPause && !IsStopping)
                {
                    WaitWhilePaused(TimeSpan.FromMinutes(1));
                }
            }

            if (IsStopping)
            {
                return;
            }

            Begin();
            Tell(ConnectState.Running, _parts.Version);
            Execute();
        }
        catch (Exception e) when (IsStopping)
        {
            if (e is not OperationCanceledException)
            {
                LogFailedWhileStopping(Logger, e, Id);
            }
        }
        catch (Exception e)
        {
            LogFailed(Logger, e, Id);
            throw;
        }
        finally
        {
            CloseAll();
        }
    }

    private void CloseAll()
    {
        try
        {
            Close();
        }
        finally
        {
            Quietly("pipeline", _parts.Pipeline.Dispose);
            Quietly("error reporters", _parts.Errors.Dispose);
            Quietly("meters", _parts.Scope.Dispose);
        }
    }

    /// <summary>Does a piece of the closing, whatever happened to the others.</summary>
    protected void Quietly(string what, Action close)
    {
        try
        {
            close();
        }
        catch (Exception e)
        {
            LogNotClosed(Logger, e, Id, what);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerTask{{id={Task}}} Task threw an uncaught and unrecoverable exception. Task is being killed and will not recover until manually restarted")]
    private static partial void LogFailed(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerTask{{id={Task}}} After being scheduled for shutdown, task threw an uncaught exception.")]
    private static partial void LogFailedWhileStopping(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerTask{{id={Task}}} Could not close {What}")]
    private static partial void LogNotClosed(ILogger logger, Exception error, ConnectorTaskId task, string what);
}

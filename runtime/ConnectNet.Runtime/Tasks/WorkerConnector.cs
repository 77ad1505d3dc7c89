using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A connector and its thread, <c>connector-thread-X</c>, on which all its methods are called, one at a time. Others only ask and never
/// wait here: a hook that hangs keeps nobody but its own thread. A newer request for a state pre-empts one that has not begun. Once
/// cancelled it tells nobody anything any more.
/// </summary>
internal sealed partial class WorkerConnector
{
    private readonly WorkerConnectorParts _parts;
    private readonly object _gate = new();
    private readonly Queue<Action> _calls = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StateChangeRequest? _pending;
    private volatile ConnectorPhase _phase = ConnectorPhase.Init;
    private bool _stopping;
    private bool _cancelled;
    private bool _started;

    public WorkerConnector(WorkerConnectorParts parts)
    {
        _parts = parts;
    }

    public Connector Connector => _parts.Connector;

    public bool IsRunning => _phase == ConnectorPhase.Started;

    public Task Ended => _ended.Task;

    public void Start()
    {
        new Thread(Run) { Name = "connector-thread-" + _parts.Name, IsBackground = true }.Start();
    }

    /// <summary>Asks for a state; the task ends when it is reached, or fails when it cannot be or is pre-empted.</summary>
    public Task<TargetState> TransitionTo(TargetState target)
    {
        var request = new StateChangeRequest(target);
        StateChangeRequest? preempted;
        lock (_gate)
        {
            if (_stopping)
            {
                request.Fail(ScheduledForShutdown(request));
                return request.Done;
            }

            preempted = _pending;
            _pending = request;
            Monitor.PulseAll(_gate);
        }

        preempted?.Fail(new ConnectException(
            $"Could not begin changing connector state to {preempted.Target.Name()} before another request to change state was made; the new "
            + $"request (which is to change the state to {target.Name()}) has pre-empted this one"));
        return request.Done;
    }

    /// <summary>Calls the connector on its thread.</summary>
    public Task<T> CallAsync<T>(Func<Connector, CancellationToken, T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stopping)
            {
                done.SetException(new ConnectException("Connector " + _parts.Name + " is shutting down"));
                return done.Task;
            }

            _calls.Enqueue(() =>
            {
                try
                {
                    done.SetResult(call(_parts.Connector, _parts.Scope.Stopping));
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
            Monitor.PulseAll(_gate);
        }

        return done.Task;
    }

    /// <summary>Makes the connector FAILED, for what happened outside of its thread.</summary>
    public void Fail(Exception error)
    {
        lock (_gate)
        {
            if (_phase == ConnectorPhase.Failed)
            {
                return;
            }

            _phase = ConnectorPhase.Failed;
        }

        LogFailed(_parts.Logger, error, _parts.Name);
        Tell(ConnectState.Failed, _parts.Connector.Version, JavaTrace.Of(error, _parts.Scope.Secrets));
    }

    /// <summary>Asks the connector to stop for good.</summary>
    public void Shutdown()
    {
        LogShutdown(_parts.Logger, _parts.Name);
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _parts.Scope.Stop();
    }

    /// <summary>Gives up on a connector that did not stop.</summary>
    public void Cancel()
    {
        Tell(ConnectState.Unassigned, null);
        lock (_gate)
        {
            _cancelled = true;
        }

        _parts.Metrics.Dispose();
    }

    private static ConnectException ScheduledForShutdown(StateChangeRequest request) =>
        new($"Could not begin changing connector state to {request.Target.Name()} as the connector has been scheduled for shutdown");

    private void Run()
    {
        using var scope = _parts.Logger.BeginScope(LogContext.ForConnector(_parts.Name));
        try
        {
            Initialize();
            while (Next(out var request, out var call))
            {
                if (request is not null)
                {
                    Change(request);
                }

                call?.Invoke();
            }

            End();
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private bool Next(out StateChangeRequest? request, out Action? call)
    {
        lock (_gate)
        {
            while (!_stopping && _pending is null && _calls.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            // States come first: a call would only find the connector in the wrong one.
            request = _pending;
            _pending = null;
            call = null;
            if (!_stopping)
            {
                if (request is null)
                {
                    _calls.TryDequeue(out call);
                }

                return true;
            }

            request?.Fail(ScheduledForShutdown(request));
            request = null;
            return false;
        }
    }

    private void Initialize()
    {
        try
        {
            _parts.Initialize(this);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Change(StateChangeRequest request)
    {
        var target = request.Target.Name();
        LogTransition(_parts.Logger, _parts.Name, target);
        if (_phase == ConnectorPhase.Failed && request.Target != TargetState.Stopped)
        {
            request.Fail(new ConnectException(
                $"WorkerConnector{{id={_parts.Name}}} Cannot transition connector to {request.Target.Name()} since it has failed"));
            return;
        }

        try
        {
            if (request.Target == TargetState.Started)
            {
                Begin();
            }
            else
            {
                Suspend(request.Target);
            }

            request.Succeed();
        }
        catch (Exception e)
        {
            request.Fail(new ConnectException($"Failed to transition connector {_parts.Name} to state {request.Target.Name()}", e));
        }
    }

    private void Begin()
    {
        if (_phase == ConnectorPhase.Started)
        {
            return;
        }

        try
        {
            TaskThread.Wait(_parts.Connector.StartAsync(_parts.Config, _parts.Scope.Stopping));
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }

        lock (_gate)
        {
            if (_phase == ConnectorPhase.Failed)
            {
                // It raised an error while it started.
                return;
            }

            _phase = ConnectorPhase.Started;
        }

        Tell(ConnectState.Running, _parts.Connector.Version);
    }

    private void Suspend(TargetState target)
    {
        var phase = target == TargetState.Paused ? ConnectorPhase.Paused : ConnectorPhase.Stopped;
        if (_phase == phase)
        {
            return;
        }

        try
        {
            if (_phase == ConnectorPhase.Started)
            {
                TaskThread.Wait(_parts.Connector.StopAsync(_parts.Scope.Stopping));
            }
        }
        catch (Exception e) when (phase == ConnectorPhase.Paused)
        {
            Fail(e);
            return;
        }
        catch (Exception e)
        {
            // A connector that is to be stopped counts as stopped whatever its hook does.
            LogNotStopped(_parts.Logger, e, _parts.Name);
        }

        _phase = phase;
        Tell(phase == ConnectorPhase.Paused ? ConnectState.Paused : ConnectState.Stopped, _parts.Connector.Version);
    }

    private void End()
    {
        try
        {
            if (_phase == ConnectorPhase.Started)
            {
                TaskThread.Wait(_parts.Connector.StopAsync(CancellationToken.None));
            }

            _phase = ConnectorPhase.Stopped;
            Tell(ConnectState.Unassigned, null);
            LogEnded(_parts.Logger, _parts.Name);
        }
        catch (Exception e)
        {
            LogNotStopped(_parts.Logger, e, _parts.Name);
            _phase = ConnectorPhase.Failed;
            Tell(ConnectState.Failed, _parts.Connector.Version, JavaTrace.Of(e, _parts.Scope.Secrets));
        }
        finally
        {
            _parts.Metrics.Dispose();
            _parts.Release();
        }
    }

    private void Tell(ConnectState state, string? version, string? trace = null)
    {
        lock (_gate)
        {
            if (_cancelled)
            {
                return;
            }
        }

        _parts.Metrics.Status = state.Name().ToLowerInvariant();
        if (!_started && state is ConnectState.Running or ConnectState.Failed)
        {
            _started = true;
            _parts.WorkerMetrics.ConnectorStarted(state == ConnectState.Running);
        }

        _parts.Changed(_parts.Name, new StatusChange(state, version, trace));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "WorkerConnector{{id={Connector}}} Transition connector to {State}")]
    private static partial void LogTransition(ILogger logger, string connector, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Scheduled shutdown for WorkerConnector{{id={Connector}}}")]
    private static partial void LogShutdown(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Completed shutdown for WorkerConnector{{id={Connector}}}")]
    private static partial void LogEnded(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerConnector{{id={Connector}}} Connector has failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerConnector{{id={Connector}}} Error while stopping connector")]
    private static partial void LogNotStopped(ILogger logger, Exception error, string connector);
}

/// <summary>What a running connector is made of. The connector's thread disposes the metrics at its end.</summary>
internal sealed record WorkerConnectorParts
{
    public required string Name { get; init; }

    public required Connector Connector { get; init; }

    /// <summary>Its config, resolved.</summary>
    public required IReadOnlyDictionary<string, string?> Config { get; init; }

    /// <summary>Gives the connector its context; on the connector's thread.</summary>
    public required Action<WorkerConnector> Initialize { get; init; }

    /// <summary>Releases what <see cref="Initialize"/> made.</summary>
    public required Action Release { get; init; }

    public required Action<string, StatusChange> Changed { get; init; }

    public required ConnectorMetrics Metrics { get; init; }

    public required WorkerMetrics WorkerMetrics { get; init; }

    /// <summary>Stops, and holds the meters; released with the rest.</summary>
    public required TaskScope Scope { get; init; }

    public required ILogger Logger { get; init; }
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// The herder of a worker that works alone: configs and states live in memory, source offsets in a file, and a connector's tasks are in
/// place when a request about it is answered. Requests that change something are turns of one thread, as the distributed herder's are.
/// See <see cref="Herder"/> for threading.
/// </summary>
internal sealed partial class StandaloneHerder : WorkerHerder
{
    private readonly TurnThread _thread;
    private readonly StatusWriter _statuses;
    private readonly ConnectorConfigs _configs;
    private readonly TaskReconfiguration _reconfiguration;
    private readonly LocalWork _work;
    private readonly StartStopPool _pool;
    private readonly TaskRestarts _restarts;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="parts">Stores and worker.</param>
    /// <param name="startLimit">How long plug-in code may hold up the herder when it starts.</param>
    public StandaloneHerder(HerderParts parts, TimeSpan startLimit)
        : base(parts, hashOrder: false)
    {
        _logger = parts.Loggers.CreateLogger<StandaloneHerder>();
        _thread = new TurnThread(parts.Time);
        _statuses = new StatusWriter(parts.Statuses, parts.WorkerId, static () => 0, parts.TrackTopics, parts.Time);
        _configs = new ConnectorConfigs(parts.Variables, connector => RestartConnectorAsync(connector, Stopping.Token), parts.Time);
        _reconfiguration = new TaskReconfiguration(_configs);
        _work = new LocalWork(parts, _configs, _statuses, View);
        _pool = new StartStopPool(startLimit, _logger);
        _restarts = new TaskRestarts(new TaskRestartParts
        {
            Ticks = _thread.Turns,
            Policy = task => TaskRestartPolicy.Of(task, State, parts, _configs),
            Restart = task => _pool.RunAll([() => _work.RestartFailedTask(task, State)], "restarting failed task " + task),
            Metrics = parts.Metrics,
            Logger = _logger,
            Time = parts.Time,
        });
        _statuses.TaskChanged = _restarts.Changed;
        _work.Stopping = _restarts.Forget;
        parts.Configs.Updates = new ConfigUpdates { TargetStateChanged = connector => Background(ChangeTargetStateAsync(connector)) };
        parts.Worker.Events = new WorkerEvents
        {
            ConnectorChanged = _statuses.Changed,
            TaskChanged = _statuses.Changed,
            ReconfigurationRequested = connector => Background(UpdateTasksAsync(connector, null)),
            TopicUsed = _statuses.TopicUsed,
            CurrentTaskConfig = task => State.TaskConfig(task) is { } raw ? _configs.Resolve(task.Connector, raw) : null,
        };
    }

    public override bool IsReady => _ready.Task.IsCompleted;

    public override Task Completion => _thread.Ended;

    protected override TickQueue Turns => _thread.Turns;

    private ClusterState State => Parts.Configs.Snapshot();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start(
            () =>
            {
                Parts.Offsets.Start();
                Parts.Statuses.Start();
                Parts.Configs.Start();
            },
            Halt);
        var started = await Task.WhenAny(Turns.RunAsync(static () => true, null), _thread.Ended)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        await started.ConfigureAwait(false);
    }

    /// <summary>The connectors of the command line are there.</summary>
    public void Ready() => _ready.TrySetResult();

    /// <summary>Waits for the connectors of the command line first, as the Java worker's check does.</summary>
    public override async Task HealthCheckAsync(CancellationToken cancellationToken)
    {
        await _ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await base.HealthCheckAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Stopping.CancelAsync().ConfigureAwait(false);
        _thread.Stop();
        await Task.WhenAny(_thread.Ended, Task.Delay(TimeSpan.FromSeconds(30), Parts.Time, cancellationToken)).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _restarts.Dispose();
        _configs.Dispose();
        base.Dispose();
    }

    public override IReadOnlyList<string> Connectors() => JavaOrder.HashOrder(State.Connectors.Order(StringComparer.Ordinal));

    public override Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(() => LocalConnectorInfo(connector), cancellationToken);

    public override Task<IReadOnlyList<TaskInfo>> TaskConfigsAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(() => View.Tasks(State, LocalConnectorInfo(connector).Name), cancellationToken);

    public override Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        TargetState? initialState,
        bool allowReplace,
        CancellationToken cancellationToken) =>
        RequestAsync(stages => PutAsync(connector, config, initialState, allowReplace, stages), cancellationToken);

    public override Task<ConnectorInfo> PatchConnectorConfigAsync(
        string connector, IReadOnlyDictionary<string, string?> patch, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var patched = PatchedConfig.Of(LocalConnectorInfo(connector).Config, patch);
                return (await PutAsync(connector, patched, null, allowReplace: true, stages).ConfigureAwait(false)).Info;
            },
            cancellationToken);

    public override Task DeleteConnectorAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                RemoveTasks(LocalConnectorInfo(connector).Name);
                _work.StopConnectors(connector);
                Parts.Configs.RemoveConnectorConfig(connector);
                _statuses.Deleted(connector);
                return true;
            },
            cancellationToken);

    public override Task StopConnectorAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                if (!State.Contains(connector))
                {
                    throw new ArgumentException($"No connector `{connector}` configured");
                }

                RemoveTasks(connector);
                Parts.Configs.PutTargetState(connector, TargetState.Stopped);
                return true;
            },
            cancellationToken);

    public override Task RestartConnectorAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var starting = await Turns.RunAsync(
                    () =>
                    {
                        // The Java worker runs into this where one would expect a 404.
                        _ = State.ConnectorConfig(connector) ?? throw new InvalidOperationException(
                            "Cannot invoke \"java.util.Map.get(Object)\" because \"connProps\" is null");
                        _work.StopConnectors(connector);
                        return Start(connector);
                    },
                    stages).ConfigureAwait(false);
                await FollowAsync(connector, starting, stages).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public override Task RestartTaskAsync(ConnectorTaskId task, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                var state = State;
                if (!state.Contains(task.Connector))
                {
                    throw new ConnectException($"Failed to start task {task} since it is not a recognizable type (source or sink)");
                }

                if (state.TaskConfig(task) is null)
                {
                    // The Java worker tries all the same, and its status shows that.
                    var error = new NotFoundException($"Task {task} not found");
                    _statuses.Changed(task, new StatusChange(ConnectState.Failed, null, Parts.Trace(error)));
                    throw error;
                }

                _work.StopTasks(task);
                return _pool.Run(() => _work.StartTask(task, state), "restarting task " + task)
                    ? true
                    : throw new ConnectException("Failed to start task: " + task);
            },
            cancellationToken);

    public override Task<ConnectorStateInfo> RestartConnectorAndTasksAsync(RestartRequest request, CancellationToken cancellationToken) =>
        TurnAsync(() => Restart(request), cancellationToken);

    public override Task<IReadOnlyList<ConnectorOffset>> ConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            _ => OffsetRequests.ReadAsync(Parts.Worker, connector, _configs.Resolve(connector, LocalConnectorInfo(connector).Config)),
            cancellationToken);

    public override Task PutTaskConfigsAsync(
        string connector,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> configs,
        InternalRequestSignature signature,
        CancellationToken cancellationToken) =>
        Task.FromException(new NotSupportedException(
            "Kafka Connect in standalone mode does not support externally setting task configurations."));

    public override Task FenceZombiesAsync(string connector, InternalRequestSignature signature, CancellationToken cancellationToken) =>
        Task.FromException(new NotSupportedException(
            "Kafka Connect in standalone mode does not support exactly-once source connectors."));

    public override void SetClusterLoggerLevel(string logger, string level) => Parts.SetLoggerLevel(logger, level);

    private async Task<(bool Created, ConnectorInfo Info)> PutAsync(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState? initialState, bool allowReplace, RequestStages stages)
    {
        var infos = await ConfigValidation.RunAsync(Parts.Validator, config, stages, Stopping.Token).ConfigureAwait(false);
        var (created, starting) = await Turns.RunAsync(
            () =>
            {
                ConfigValidation.ThrowIfInvalid(infos);
                var exists = State.Contains(connector);
                if (exists && !allowReplace)
                {
                    throw new AlreadyExistsException($"Connector {connector} already exists");
                }

                if (exists)
                {
                    _work.StopConnectors(connector);
                }

                Parts.Configs.PutConnectorConfig(connector, config, initialState);
                return (!exists, Start(connector));
            },
            stages).ConfigureAwait(false);
        await FollowAsync(connector, starting, stages).ConfigureAwait(false);
        return (created, LocalConnectorInfo(connector));
    }

    private Task<TargetState> Start(string connector)
    {
        var state = State;
        return _pool.Run(() => _work.StartConnector(connector, state), "starting connector " + connector);
    }

    private async Task FollowAsync(string connector, Task<TargetState> starting, RequestStages? stages)
    {
        TargetState reached;
        using (stages?.Begin("starting the connector"))
        {
            reached = await starting.ConfigureAwait(false);
        }

        if (reached == TargetState.Started)
        {
            await UpdateTasksAsync(connector, stages).ConfigureAwait(false);
        }
    }

    private async Task ChangeTargetStateAsync(string connector)
    {
        var state = State.TargetStateOf(connector);
        if (state is not null)
        {
            _restarts.TargetChanged(connector, state.Value);
            await FollowAsync(connector, Parts.Worker.SetTargetStateAsync(connector, state.Value, Stopping.Token), null).ConfigureAwait(false);
        }
    }

    /// <summary>Has the task configs generated and, where they differ, replaces the tasks.</summary>
    private async Task UpdateTasksAsync(string connector, RequestStages? stages)
    {
        while (await Turns.RunAsync(() => ConfigToReconfigure(connector), stages).ConfigureAwait(false) is { } config)
        {
            var resolved = _configs.Resolve(connector, config);
            var generated = await Parts.Worker.TaskConfigsAsync(connector, resolved, Stopping.Token).ConfigureAwait(false);
            var raw = TaskReconfiguration.Raw(config, generated);
            if (await Turns.RunAsync(() => ReplaceTasks(connector, config, resolved, raw), stages).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private IReadOnlyDictionary<string, string?>? ConfigToReconfigure(string connector) =>
        Parts.Worker.IsRunning(connector) && State.TargetStateOf(connector) == TargetState.Started ? State.ConnectorConfig(connector) : null;

    /// <summary>False when the config has changed meanwhile.</summary>
    private bool ReplaceTasks(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyDictionary<string, string?> resolved,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> raw)
    {
        var now = ConfigToReconfigure(connector);
        if (now is not null && !TaskReconfiguration.Same(now, config))
        {
            return false;
        }

        if (now is not null && _reconfiguration.IsNeeded(State, connector, resolved, raw))
        {
            RemoveTasks(connector);
            _reconfiguration.Published(connector, config, resolved);
            Parts.Configs.PutTaskConfigs(connector, raw);
            StartTasks(State.Tasks(connector));
        }

        return true;
    }

    private void StartTasks(IReadOnlyList<ConnectorTaskId> tasks)
    {
        var state = State;
        _pool.RunAll([.. tasks.Select(task => (Action)(() => _work.TryStartTask(task, state)))], "starting tasks");
    }

    private void RemoveTasks(string connector)
    {
        var tasks = State.Tasks(connector);
        if (tasks.Count > 0)
        {
            _work.StopTasks(tasks);
            Parts.Configs.RemoveTaskConfigs(connector);
            foreach (var task in tasks)
            {
                _statuses.Deleted(task);
            }
        }
    }

    private ConnectorStateInfo Restart(RestartRequest request)
    {
        if (!State.Contains(request.Connector))
        {
            throw new NotFoundException("Unknown connector: " + request.Connector);
        }

        var current = View.FindStatus(request.Connector) ?? throw new NotFoundException($"Status for connector {request.Connector} not found");
        var plan = new RestartPlan(request, current);
        if (plan.RestartsConnector)
        {
            _work.StopConnectors(request.Connector);
            _statuses.Restarting(request.Connector);
        }

        _work.StopTasks(plan.Tasks);
        foreach (var task in plan.Tasks)
        {
            _statuses.Restarting(task);
        }

        if (plan.RestartsConnector)
        {
            Background(Start(request.Connector));
        }

        StartTasks(plan.Tasks);
        return plan.States;
    }

    protected override async Task<string> ModifyOffsetsAsync(string connector, IReadOnlyList<ConnectorOffset>? offsets, RequestStages stages)
    {
        var config = await Turns.RunAsync(() => OffsetRequests.StoppedConfig(State, connector), stages).ConfigureAwait(false);
        using var stage = stages.Begin("modifying offsets for connector " + connector);
        return await OffsetRequests.ModifyAsync(Parts.Worker, connector, _configs.Resolve(connector, config), offsets).ConfigureAwait(false);
    }

    private void Background(Task work) => _ = work.ContinueWith(
        failed => LogFailed(_logger, failed.Exception!.InnerException!),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private void Halt()
    {
        Parts.Worker.StopAsync().GetAwaiter().GetResult();
        Turns.Close();
        Parts.Statuses.Stop();
        Parts.Configs.Stop();
        Parts.Offsets.Stop();
        LogStopped(_logger);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A connector could not be brought to its target state")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Herder stopped")]
    private static partial void LogStopped(ILogger logger);
}

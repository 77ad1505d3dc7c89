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
internal sealed partial class StandaloneHerder : Herder, IDisposable
{
    private readonly HerderParts _parts;
    private readonly TurnThread _thread;
    private readonly ClusterView _view;
    private readonly StatusWriter _statuses;
    private readonly ConnectorConfigs _configs;
    private readonly TaskReconfiguration _reconfiguration;
    private readonly LocalWork _work;
    private readonly StartStopPool _pool;
    private readonly TaskRestarts _restarts;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _ready;

    /// <param name="parts">Stores and worker.</param>
    /// <param name="startLimit">How long plug-in code may hold up the herder when it starts.</param>
    public StandaloneHerder(HerderParts parts, TimeSpan startLimit)
    {
        _parts = parts;
        _logger = parts.Loggers.CreateLogger<StandaloneHerder>();
        _thread = new TurnThread(parts.Time);
        _view = new ClusterView(parts, hashOrder: false);
        _statuses = new StatusWriter(parts.Statuses, parts.WorkerId, static () => 0, parts.TrackTopics, parts.Time);
        _configs = new ConnectorConfigs(parts.Variables, connector => RestartConnectorAsync(connector, _stopping.Token), parts.Time);
        _reconfiguration = new TaskReconfiguration(_configs);
        _work = new LocalWork(parts, _configs, _statuses, _view);
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

    public override bool IsReady => _ready;

    public override string WorkerId => _parts.WorkerId;

    public override string? KafkaClusterId => _parts.KafkaClusterId;

    public override Task Completion => _thread.Ended;

    private ClusterState State => _parts.Configs.Snapshot();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start(
            () =>
            {
                _parts.Offsets.Start();
                _parts.Statuses.Start();
                _parts.Configs.Start();
            },
            Halt);
        var started = await Task.WhenAny(_thread.Turns.RunAsync(static () => true, null), _thread.Ended)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        await started.ConfigureAwait(false);
    }

    /// <summary>The connectors of the command line are there.</summary>
    public void Ready() => _ready = true;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _thread.Stop();
        await Task.WhenAny(_thread.Ended, Task.Delay(TimeSpan.FromSeconds(30), _parts.Time, cancellationToken)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _restarts.Dispose();
        _configs.Dispose();
        _stopping.Dispose();
    }

    public override Task HealthCheckAsync(CancellationToken cancellationToken) => TurnAsync(static () => true, cancellationToken);

    public override IReadOnlyList<string> Connectors() => JavaOrder.HashOrder(State.Connectors.Order(StringComparer.Ordinal));

    public override ConnectorInfo LocalConnectorInfo(string connector) =>
        _view.Info(State, connector) ?? throw new NotFoundException($"Connector {connector} not found");

    public override Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(() => LocalConnectorInfo(connector), cancellationToken);

    public override async Task<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken) =>
        (await ConnectorInfoAsync(connector, cancellationToken).ConfigureAwait(false)).Config;

    public override Task<IReadOnlyList<TaskInfo>> TaskConfigsAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(() => _view.Tasks(State, LocalConnectorInfo(connector).Name), cancellationToken);

    public override Task<ConfigInfos> ValidateConnectorConfigAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        RequestAsync(stages => ConfigValidation.RunAsync(_parts.Validator, config, stages, _stopping.Token), cancellationToken);

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
                _parts.Configs.RemoveConnectorConfig(connector);
                _statuses.Deleted(connector);
                return true;
            },
            cancellationToken);

    public override ConnectorStateInfo ConnectorStatus(string connector) => _view.ConnectorStatus(connector);

    public override TaskStatus TaskStatus(ConnectorTaskId task) => _view.TaskStatus(task);

    public override void PauseConnector(string connector) => _view.PutTargetState(connector, TargetState.Paused);

    public override void ResumeConnector(string connector) => _view.PutTargetState(connector, TargetState.Started);

    public override Task StopConnectorAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                if (!State.Contains(connector))
                {
                    throw new ArgumentException($"No connector `{connector}` configured");
                }

                RemoveTasks(connector);
                _parts.Configs.PutTargetState(connector, TargetState.Stopped);
                return true;
            },
            cancellationToken);

    public override Task RestartConnectorAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var starting = await _thread.Turns.RunAsync(
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
                    _statuses.Changed(task, new StatusChange(ConnectState.Failed, null, _parts.Trace(error)));
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

    public override ActiveTopics ConnectorActiveTopics(string connector) => _view.ActiveTopics(connector);

    public override void ResetConnectorActiveTopics(string connector) => _view.ForgetTopics(connector);

    public override Task<IReadOnlyList<ConnectorOffset>> ConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            _ => OffsetRequests.ReadAsync(_parts.Worker, connector, _configs.Resolve(connector, LocalConnectorInfo(connector).Config)),
            cancellationToken);

    public override Task<string> AlterConnectorOffsetsAsync(
        string connector, IReadOnlyList<ConnectorOffset> offsets, CancellationToken cancellationToken) =>
        ModifyOffsetsAsync(connector, offsets, cancellationToken);

    public override Task<string> ResetConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        ModifyOffsetsAsync(connector, null, cancellationToken);

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

    public override void SetClusterLoggerLevel(string logger, string level) => _parts.SetLoggerLevel(logger, level);

    private Task<T> TurnAsync<T>(Func<T> action, CancellationToken cancellationToken) =>
        RequestAsync(stages => _thread.Turns.RunAsync(action, stages), cancellationToken);

    private async Task<T> RequestAsync<T>(Func<RequestStages, Task<T>> request, CancellationToken cancellationToken)
    {
        var stages = new RequestStages(_parts.Time);
        return await stages.WaitAsync(request(stages), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(bool Created, ConnectorInfo Info)> PutAsync(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState? initialState, bool allowReplace, RequestStages stages)
    {
        var infos = await ConfigValidation.RunAsync(_parts.Validator, config, stages, _stopping.Token).ConfigureAwait(false);
        var (created, starting) = await _thread.Turns.RunAsync(
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

                _parts.Configs.PutConnectorConfig(connector, config, initialState);
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
            await FollowAsync(connector, _parts.Worker.SetTargetStateAsync(connector, state.Value, _stopping.Token), null).ConfigureAwait(false);
        }
    }

    /// <summary>Has the task configs generated and, where they differ, replaces the tasks.</summary>
    private async Task UpdateTasksAsync(string connector, RequestStages? stages)
    {
        while (await _thread.Turns.RunAsync(() => ConfigToReconfigure(connector), stages).ConfigureAwait(false) is { } config)
        {
            var resolved = _configs.Resolve(connector, config);
            var generated = await _parts.Worker.TaskConfigsAsync(connector, resolved, _stopping.Token).ConfigureAwait(false);
            var raw = TaskReconfiguration.Raw(config, generated);
            if (await _thread.Turns.RunAsync(() => ReplaceTasks(connector, config, resolved, raw), stages).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private IReadOnlyDictionary<string, string?>? ConfigToReconfigure(string connector) =>
        _parts.Worker.IsRunning(connector) && State.TargetStateOf(connector) == TargetState.Started ? State.ConnectorConfig(connector) : null;

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
            _parts.Configs.PutTaskConfigs(connector, raw);
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
            _parts.Configs.RemoveTaskConfigs(connector);
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

        var current = _view.FindStatus(request.Connector) ?? throw new NotFoundException($"Status for connector {request.Connector} not found");
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

    private Task<string> ModifyOffsetsAsync(string connector, IReadOnlyList<ConnectorOffset>? offsets, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var config = await _thread.Turns.RunAsync(() => OffsetRequests.StoppedConfig(State, connector), stages).ConfigureAwait(false);
                using var stage = stages.Begin("modifying offsets for connector " + connector);
                return await OffsetRequests.ModifyAsync(_parts.Worker, connector, _configs.Resolve(connector, config), offsets)
                    .ConfigureAwait(false);
            },
            cancellationToken);

    private void Background(Task work) => _ = work.ContinueWith(
        failed => LogFailed(_logger, failed.Exception!.InnerException!),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private void Halt()
    {
        _parts.Worker.StopAsync().GetAwaiter().GetResult();
        _thread.Turns.Close();
        _parts.Statuses.Stop();
        _parts.Configs.Stop();
        _parts.Offsets.Stop();
        LogStopped(_logger);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A connector could not be brought to its target state")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Herder stopped")]
    private static partial void LogStopped(ILogger logger);
}

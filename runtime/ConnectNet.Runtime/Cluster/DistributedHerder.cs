using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// The herder of a worker that shares its work with others through a group and three topics. Requests are turns of the herder's thread
/// (<see cref="HerderThread"/>), so that what they read and write belongs together; nothing is acknowledged before it is durable in the
/// config topic (invariant I7). See <see cref="Herder"/> for threading.
/// </summary>
internal sealed partial class DistributedHerder : WorkerHerder
{
    private readonly DistributedConfig _config;
    private readonly ConfigChanges _changes;
    private readonly TickQueue _ticks;
    private readonly SessionKeys _keys;
    private readonly LocalWork _work;
    private readonly StartStopPool _pool;
    private readonly ConnectorConfigs _configs;
    private readonly ConnectorRunner _runner;
    private readonly Membership _membership;
    private readonly ZombieFencing _fencing;
    private readonly HerderThread _thread;
    private readonly TaskRestarts _restarts;

    /// <param name="parts">Stores and worker.</param>
    /// <param name="config">The worker's configuration.</param>
    /// <param name="group">How to take part in the group.</param>
    /// <param name="leader">Sends requests to the leader; owned by the caller.</param>
    public DistributedHerder(HerderParts parts, DistributedConfig config, GroupMemberSettings group, LeaderClient leader)
        : base(parts, hashOrder: true)
    {
        _config = config;
        var logger = parts.LoggerOf<DistributedHerder>();
        _keys = new SessionKeys(Signing(config), parts.Time);
        _ticks = new TickQueue(Wakeup, parts.Time, logger);
        _changes = new ConfigChanges(Wakeup, parts.SetLoggerLevel, logger)
        {
            SessionKeyUpdated = _keys.Update,
            TasksReconfigured = connector => _fencing!.OnTasksReconfigured(connector),
        };
        var statuses = new StatusWriter(parts.Statuses, parts.WorkerId, () => _membership!.Generation, parts.TrackTopics, parts.Time)
        {
            IsInDoubt = () => _membership!.IsInDoubt,
        };
        _configs = new ConnectorConfigs(parts.Variables, RestartExpiredAsync, parts.Time);
        _fencing = new ZombieFencing(new ZombieFencingParts
        {
            Herder = parts,
            Changes = _changes,
            Ticks = _ticks,
            Configs = _configs,
            View = View,
            Leader = leader,
            Keys = _keys,
            Membership = () => _membership!,
            WriteAsLeader = (description, write) => _thread!.WriteAsLeader(description, write),
            Stopping = Stopping.Token,
        });
        _work = new LocalWork(parts, _configs, statuses, View) { FencingFor = config.ExactlyOnceSourceEnabled ? _fencing.For : null };
        _pool = new StartStopPool(config.RebalanceTimeout / 2, logger);
        _restarts = new TaskRestarts(new TaskRestartParts
        {
            Ticks = _ticks,
            Policy = task => _membership!.Owns(task) ? TaskRestartPolicy.Of(task, _changes.Applied, parts, _configs) : null,
            Restart = task => _pool.RunAll([() => _work.RestartFailedTask(task, _changes.Applied)], "restarting failed task " + task),
            Metrics = parts.Metrics,
            Logger = logger,
            Time = parts.Time,
        });
        statuses.TaskChanged = _restarts.Changed;
        _work.Stopping = _restarts.Forget;
        _runner = new ConnectorRunner(new ConnectorRunnerParts
        {
            Herder = parts,
            Changes = _changes,
            Ticks = _ticks,
            Work = _work,
            Configs = _configs,
            Leader = leader,
            Keys = _keys,
            Membership = () => _membership!,
            WriteTaskConfigs = WriteTaskConfigs,
            TargetChanged = _restarts.TargetChanged,
            Stopping = Stopping.Token,
        });
        var membership = new MembershipParts
        {
            Group = group,
            Config = config,
            Herder = parts,
            Changes = _changes,
            Ticks = _ticks,
            Statuses = statuses,
            Work = _work,
            Pool = _pool,
            Leader = leader,
            StartConnector = _runner.Start,
            ElectedLeader = () => _thread!.ClaimWritePrivileges(),
            Stopping = Stopping.Token,
        };
        _membership = new Membership(membership);
        _thread = new HerderThread(
            new HerderThreadParts
            {
                Herder = parts,
                Changes = _changes,
                Ticks = _ticks,
                Membership = _membership,
                Keys = _keys,
                Work = _work,
                Pool = _pool,
                Runner = _runner,
                Restarts = new RestartExecutor(membership, () => _membership, View),
            },
            Stopping.Token);
        parts.Configs.Updates = _changes.Updates;
        parts.Worker.Events = Events(statuses);
    }

    public override bool IsReady => _thread.IsReady;

    public override Task Completion => _thread.Completion;

    protected override TickQueue Turns => _ticks;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Stopping.CancelAsync().ConfigureAwait(false);
        Wakeup();
        // Enough to read the config topic once more, and to stop everything.
        var limit = TimeSpan.FromMilliseconds(_config.Int(DistributedKeys.WorkerSyncTimeout)) + _config.ShutdownTimeout + TimeSpan.FromSeconds(15);
        await Task.WhenAny(_thread.Completion, Task.Delay(limit, Parts.Time, cancellationToken)).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _restarts.Dispose();
        _configs.Dispose();
        base.Dispose();
    }

    public override IReadOnlyList<string> Connectors() =>
        Json.JavaOrder.CopyOrder(Parts.Configs.Snapshot().Connectors.Order(StringComparer.Ordinal));

    public override Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfRebalanceNeeded();
                return Info(_changes.Applied, connector);
            },
            cancellationToken);

    public override Task<IReadOnlyList<TaskInfo>> TaskConfigsAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfRebalanceNeeded();
                ThrowIfUnknown(connector, $"Connector {connector} not found");
                return View.Tasks(_changes.Applied, connector);
            },
            cancellationToken);

    public override Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        TargetState? initialState,
        bool allowReplace,
        CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                // The first turn comes when the worker is a member.
                await _ticks.RunAsync(() => true, stages).ConfigureAwait(false);
                return await PutAsync(connector, config, initialState, allowReplace, stages).ConfigureAwait(false);
            },
            cancellationToken);

    public override Task<ConnectorInfo> PatchConnectorConfigAsync(
        string connector, IReadOnlyDictionary<string, string?> patch, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var patched = await _ticks.RunAsync(
                    () =>
                    {
                        ThrowIfNotLeader("Only the leader can set connector configs.");
                        return PatchedConfig.Of(LocalConnectorInfo(connector).Config, patch);
                    },
                    stages).ConfigureAwait(false);
                return (await PutAsync(connector, patched, null, allowReplace: true, stages).ConfigureAwait(false)).Info;
            },
            cancellationToken);

    public override Task DeleteConnectorAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfNotLeader("Only the leader can delete connector configs.");
                ThrowIfUnknown(connector, $"Connector {connector} not found");
                _thread.WriteAsLeader(
                    $"removing the config for connector {connector} from the config topic",
                    () => Parts.Configs.RemoveConnectorConfig(connector));
                return true;
            },
            cancellationToken);

    public override Task StopConnectorAsync(string connector, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfUnknown(connector, "Unknown connector " + connector);
                ThrowIfNotLeader("Only the leader can transition connectors to the STOPPED state.");
                // Tasks first: a running connector without tasks is sound, a stopped one with tasks is not.
                WriteTaskConfigs(connector, []);
                using (_ticks.BeginStage($"writing the STOPPED target stage for connector {connector} to the config topic"))
                {
                    Parts.Configs.PutTargetState(connector, TargetState.Stopped);
                }

                _membership.Refresh();
                return true;
            },
            cancellationToken);

    public override Task RestartConnectorAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var starting = await _ticks.RunAsync(() => BeginRestart(connector), stages).ConfigureAwait(false);
                await _runner.StartAsync(connector, starting, stages).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public override Task RestartTaskAsync(ConnectorTaskId task, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfRebalanceNeeded();
                ThrowIfUnknown(task.Connector, "Unknown connector: " + task.Connector);
                var state = _changes.Applied;
                if (state.TaskConfig(task) is null)
                {
                    throw new NotFoundException("Unknown task: " + task);
                }

                const string NotAssigned = "Cannot restart task since it is not assigned to this member";
                ThrowIfNotOwner(_membership.Owns(task), NotAssigned, () => _membership.OwnerUrl(task), NotAssigned);
                using var stage = _ticks.BeginStage("restarting task " + task);
                _work.StopTasks(task);
                return _pool.Run(() => _work.StartTask(task, state), "restarting task " + task)
                    ? true
                    : throw new ConnectException("Failed to start task: " + task);
            },
            cancellationToken);

    public override Task<ConnectorStateInfo> RestartConnectorAndTasksAsync(RestartRequest request, CancellationToken cancellationToken) =>
        TurnAsync(
            () =>
            {
                ThrowIfRebalanceNeeded();
                ThrowIfUnknown(request.Connector, "Unknown connector: " + request.Connector);
                ThrowIfNotLeader("Only the leader can process restart requests.");
                _thread.WriteAsLeader(
                    $"writing restart request for connector {request.Connector} to the config topic",
                    () => Parts.Configs.PutRestartRequest(request));
                return View.FindStatus(request.Connector) is { } current
                    ? new RestartPlan(request, current).States
                    : throw new NotFoundException($"Status for connector {request.Connector} not found");
            },
            cancellationToken);

    public override Task<IReadOnlyList<ConnectorOffset>> ConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(
            async stages =>
            {
                var config = await _ticks.RunAsync(
                    () =>
                    {
                        var state = Parts.Configs.Snapshot();
                        return state.ConnectorConfig(connector) ?? throw new NotFoundException($"Connector {connector} not found");
                    },
                    stages).ConfigureAwait(false);
                return await OffsetRequests.ReadAsync(Parts.Worker, connector, _configs.Resolve(connector, config)).ConfigureAwait(false);
            },
            cancellationToken);

    public override Task PutTaskConfigsAsync(
        string connector,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> configs,
        InternalRequestSignature signature,
        CancellationToken cancellationToken)
    {
        ThrowIfNotSigned(signature);
        return TurnAsync(
            () =>
            {
                ThrowIfNotLeader("Only the leader may write task configurations.");
                ThrowIfUnknown(connector, $"Connector {connector} not found");
                WriteTaskConfigs(connector, configs);
                return true;
            },
            cancellationToken);
    }

    public override Task FenceZombiesAsync(string connector, InternalRequestSignature signature, CancellationToken cancellationToken)
    {
        ThrowIfNotSigned(signature);
        return RequestAsync(
            async stages =>
            {
                await _fencing.FenceAsync(connector, stages).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public override void SetClusterLoggerLevel(string logger, string level) => Parts.Configs.PutLoggerLevel(logger, level);

    private static SigningSettings Signing(DistributedConfig config) => new(
        config.RequiredText(DistributedKeys.KeyAlgorithm),
        config.Values[DistributedKeys.KeySize] as int?,
        config.Int(DistributedKeys.KeyTtl),
        config.List(DistributedKeys.VerificationAlgorithms));

    private WorkerEvents Events(StatusWriter statuses) => new()
    {
        ConnectorChanged = statuses.Changed,
        TaskChanged = statuses.Changed,
        ReconfigurationRequested = _runner.RequestReconfiguration,
        TopicUsed = statuses.TopicUsed,
        CurrentTaskConfig = task => Parts.Configs.Snapshot().TaskConfig(task) is { } raw ? _configs.Resolve(task.Connector, raw) : null,
    };

    // The callbacks of the constructor's parts may come before the membership exists.
    private void Wakeup() => _membership?.Wakeup();

    private async Task<(bool Created, ConnectorInfo Info)> PutAsync(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState? initialState, bool allowReplace, RequestStages stages)
    {
        var infos = await ConfigValidation.RunAsync(Parts.Validator, config, stages, Stopping.Token).ConfigureAwait(false);
        return await _ticks.RunAsync(
            () =>
            {
                ConfigValidation.ThrowIfInvalid(infos);
                ThrowIfNotLeader("Only the leader can set connector configs.");
                var exists = _changes.Applied.Contains(connector);
                if (exists && !allowReplace)
                {
                    throw new AlreadyExistsException($"Connector {connector} already exists");
                }

                _thread.WriteAsLeader(
                    $"writing a config for connector {connector} to the config topic",
                    () => Parts.Configs.PutConnectorConfig(connector, config, initialState));
                var info = new ConnectorInfo(connector, config, _changes.Applied.Tasks(connector), View.TypeOf(config));
                return (!exists, info);
            },
            stages).ConfigureAwait(false);
    }

    private Task<TargetState> BeginRestart(string connector)
    {
        ThrowIfRebalanceNeeded();
        ThrowIfUnknown(connector, "Unknown connector: " + connector);
        ThrowIfNotOwner(
            _membership.Owns(connector),
            "Cannot restart connector since it is not assigned to this member",
            () => _membership.OwnerUrl(connector),
            "Only the leader can process restart requests.");
        using (_ticks.BeginStage("stopping restarted connector " + connector))
        {
            _work.StopConnectors(connector);
        }

        var state = _changes.Applied;
        return _pool.Run(() => _work.StartConnector(connector, state), "starting connector " + connector);
    }

    protected override async Task<string> ModifyOffsetsAsync(string connector, IReadOnlyList<ConnectorOffset>? offsets, RequestStages stages)
    {
        var config = await _ticks.RunAsync(() => ConfigToModifyOffsets(connector), stages).ConfigureAwait(false);
        if (_config.ExactlyOnceSourceEnabled && View.TypeOf(config) == ConnectorType.Source)
        {
            await FenceBeforeChangeAsync(connector, stages).ConfigureAwait(false);
            // Fencing takes its time, and things may have changed.
            config = await _ticks.RunAsync(() => ConfigToModifyOffsets(connector), stages).ConfigureAwait(false);
        }

        using var stage = stages.Begin("modifying offsets for connector " + connector);
        return await OffsetRequests.ModifyAsync(Parts.Worker, connector, _configs.Resolve(connector, config), offsets).ConfigureAwait(false);
    }

    private async Task FenceBeforeChangeAsync(string connector, RequestStages stages)
    {
        try
        {
            await _fencing.FenceAsync(connector, stages).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new ConnectException("Failed to perform zombie fencing for source connector prior to modifying offsets", e);
        }
    }

    private IReadOnlyDictionary<string, string?> ConfigToModifyOffsets(string connector)
    {
        ThrowIfRebalanceNeeded();
        ThrowIfNotLeader("Only the leader can process external offsets modification requests");
        if (!_membership.Refresh())
        {
            throw new ConnectException("Failed to read to end of config topic before modifying connector offsets");
        }

        return OffsetRequests.StoppedConfig(_changes.Applied, connector);
    }

    private void WriteTaskConfigs(string connector, IReadOnlyList<IReadOnlyDictionary<string, string?>> configs)
    {
        if (configs.Count > 0 && _changes.Applied.TargetStateOf(connector) == TargetState.Stopped)
        {
            throw new BadRequestException("Cannot submit non-empty set of task configs for stopped connector " + connector);
        }

        _thread.WriteAsLeader(
            $"writing {configs.Count} task configs for connector {connector} to the config topic",
            () => Parts.Configs.PutTaskConfigs(connector, configs));
    }

    private async Task RestartExpiredAsync(string connector)
    {
        try
        {
            await RestartConnectorAsync(connector, Stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogRestartFailed(Parts.LoggerOf<DistributedHerder>(), e, connector);
        }
    }

    private void ThrowIfUnknown(string connector, string message)
    {
        if (!_changes.Applied.Contains(connector))
        {
            throw new NotFoundException(message);
        }
    }

    private void ThrowIfRebalanceNeeded()
    {
        if (_changes.RebalanceNeeded)
        {
            throw new RebalanceNeededException("Request cannot be completed because a rebalance is expected");
        }
    }

    private void ThrowIfNotLeader(string message)
    {
        if (!_membership.IsLeader)
        {
            throw new NotLeaderException(message, _membership.LeaderUrl);
        }
    }

    private void ThrowIfNotOwner(bool owns, string notAssigned, Func<string?> owner, string notLeader)
    {
        if (!owns)
        {
            throw _membership.IsLeader
                ? new NotAssignedException(notAssigned, owner())
                : new NotLeaderException(notLeader, _membership.LeaderUrl);
        }
    }

    private void ThrowIfNotSigned(InternalRequestSignature signature)
    {
        if (_membership.RequestsAreSigned)
        {
            _keys.Verify(signature);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Connector {Connector} was not restarted after values of its config had expired")]
    private static partial void LogRestartFailed(ILogger logger, Exception error, string connector);
}

using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a <see cref="ConnectorRunner"/> needs of its herder.</summary>
internal sealed record ConnectorRunnerParts
{
    public required HerderParts Herder { get; init; }

    public required ConfigChanges Changes { get; init; }

    public required TickQueue Ticks { get; init; }

    public required LocalWork Work { get; init; }

    public required ConnectorConfigs Configs { get; init; }

    public required LeaderClient Leader { get; init; }

    public required SessionKeys Keys { get; init; }

    public required Func<Membership> Membership { get; init; }

    /// <summary>Writes raw task configs as leader; called on the herder's thread.</summary>
    public required Action<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> WriteTaskConfigs { get; init; }

    /// <summary>Told of changed target states.</summary>
    public required Action<string, TargetState> TargetChanged { get; init; }

    public required CancellationToken Stopping { get; init; }
}

/// <summary>
/// Brings the connectors of a distributed worker to their target state and has their task configs generated and published: written where
/// this worker leads, sent to the leader otherwise, again and again until that succeeds. Plug-in code runs outside of the herder's
/// thread, which only compares and writes. Thread-safe.
/// </summary>
internal sealed partial class ConnectorRunner(ConnectorRunnerParts parts)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly TaskReconfiguration _reconfiguration = new(parts.Configs);
    private readonly ILogger _logger = parts.Herder.LoggerOf<DistributedHerder>();

    private enum Outcome
    {
        Done,
        Again,
        Forward,
    }

    /// <summary>Starts a connector of a new assignment or with a new config; failures end in its status and the log.</summary>
    public void Start(string connector)
    {
        var starting = parts.Work.TryStartConnector(connector, parts.Changes.Applied);
        if (starting is not null)
        {
            _ = FollowAsync(connector, starting);
        }
    }

    /// <summary>Starts a connector for a request; ends when it has started and its task configs were looked at once.</summary>
    /// <exception cref="ConnectException">It did not reach its target state.</exception>
    public async Task StartAsync(string connector, Task<TargetState> starting, RequestStages stages)
    {
        TargetState state;
        try
        {
            using var stage = stages.Begin("starting the connector");
            state = await starting.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new ConnectException("Failed to start connector: " + connector, e);
        }

        if (state == TargetState.Started)
        {
            await ReconfigureAsync(connector, stages).ConfigureAwait(false);
        }
    }

    /// <summary>Brings a connector of this worker, and the tasks of any, to a changed target state.</summary>
    public void ChangeTargetState(string connector, TargetState state)
    {
        parts.TargetChanged(connector, state);
        _ = FollowTargetAsync(connector, parts.Herder.Worker.SetTargetStateAsync(connector, state, parts.Stopping));
    }

    /// <summary>Has the task configs of a connector generated; returns at once.</summary>
    public void RequestReconfiguration(string connector) => _ = ReconfigureAsync(connector, null);

    private async Task FollowAsync(string connector, Task<TargetState> starting)
    {
        try
        {
            if (await starting.ConfigureAwait(false) == TargetState.Started)
            {
                await ReconfigureAsync(connector, null).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            LogStartFailed(_logger, e, connector);
        }
    }

    private async Task FollowTargetAsync(string connector, Task<TargetState> changing)
    {
        try
        {
            // A config that changed while the connector was paused takes effect now.
            if (await changing.ConfigureAwait(false) == TargetState.Started)
            {
                await ReconfigureAsync(connector, null).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            LogTransitionFailed(_logger, e);
        }
    }

    /// <summary>Tries once, then in the background as long as it fails.</summary>
    private async Task ReconfigureAsync(string connector, RequestStages? stages)
    {
        var begun = parts.Herder.Time.GetTimestamp();
        if (!await TryReconfigureAsync(connector, stages, begun).ConfigureAwait(false))
        {
            _ = RetryAsync(connector, begun);
        }
    }

    private async Task RetryAsync(string connector, long begun)
    {
        var pause = FirstRetry;
        try
        {
            do
            {
                await Task.Delay(pause, parts.Herder.Time, parts.Stopping).ConfigureAwait(false);
                pause = pause * 2 < LastRetry ? pause * 2 : LastRetry;
            }
            while (!await TryReconfigureAsync(connector, null, begun).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The worker stops; the next owner of the connector takes over.
        }
    }

    /// <summary>True when nothing is left to be done.</summary>
    private async Task<bool> TryReconfigureAsync(string connector, RequestStages? stages, long begun)
    {
        try
        {
            var outcome = Outcome.Again;
            while (outcome == Outcome.Again && !parts.Stopping.IsCancellationRequested)
            {
                outcome = await GenerateAndPublishAsync(connector, stages).ConfigureAwait(false);
            }

            return true;
        }
        catch (TooManyTasksException)
        {
            // Its status says so; generating again would give the same.
            return true;
        }
        catch (RestRequestException e) when (e.Status == 403 && parts.Herder.Time.GetElapsedTime(begun) <= TimeSpan.FromMinutes(1))
        {
            LogExpiredKey(_logger, connector);
            return false;
        }
        catch (Exception) when (parts.Stopping.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception e)
        {
            LogReconfigurationFailed(_logger, e, connector);
            return false;
        }
    }

    private async Task<Outcome> GenerateAndPublishAsync(string connector, RequestStages? stages)
    {
        var config = await parts.Ticks.RunAsync(() => ConfigToReconfigure(connector), stages).ConfigureAwait(false);
        if (config is null)
        {
            return Outcome.Done;
        }

        var resolved = parts.Configs.Resolve(connector, config);
        IReadOnlyList<IReadOnlyDictionary<string, string?>> generated;
        using (stages?.Begin("generating task configs for connector " + connector))
        {
            generated = await parts.Herder.Worker.TaskConfigsAsync(connector, resolved, parts.Stopping).ConfigureAwait(false);
        }

        var raw = TaskReconfiguration.Raw(config, generated);
        var outcome = await parts.Ticks.RunAsync(() => Publish(connector, config, resolved, raw), stages).ConfigureAwait(false);
        if (outcome == Outcome.Forward)
        {
            await ForwardAsync(connector, raw, stages).ConfigureAwait(false);
        }

        return outcome;
    }

    private IReadOnlyDictionary<string, string?>? ConfigToReconfigure(string connector)
    {
        var state = parts.Changes.Applied;
        if (!parts.Herder.Worker.IsRunning(connector))
        {
            LogNotRunning(_logger, connector);
            return null;
        }

        var target = state.TargetStateOf(connector);
        if (target != TargetState.Started)
        {
            LogOtherTarget(_logger, connector, target);
            return null;
        }

        return state.ConnectorConfig(connector);
    }

    private Outcome Publish(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyDictionary<string, string?> resolved,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> raw)
    {
        var now = ConfigToReconfigure(connector);
        if (now is null)
        {
            return Outcome.Done;
        }

        if (!TaskReconfiguration.Same(now, config))
        {
            // The config changed while the connector was at work.
            return Outcome.Again;
        }

        if (!_reconfiguration.IsNeeded(parts.Changes.Applied, connector, resolved, raw))
        {
            return Outcome.Done;
        }

        _reconfiguration.Published(connector, config, resolved);
        if (!parts.Membership().IsLeader)
        {
            return Outcome.Forward;
        }

        parts.WriteTaskConfigs(connector, raw);
        return Outcome.Done;
    }

    private async Task ForwardAsync(string connector, IReadOnlyList<IReadOnlyDictionary<string, string?>> raw, RequestStages? stages)
    {
        var leader = parts.Membership().LeaderUrl;
        if (string.IsNullOrWhiteSpace(leader))
        {
            throw new ConnectException(
                "Request to leader to reconfigure connector tasks failed because the URL of the leader's REST interface is empty!");
        }

        using var stage = stages?.Begin("Forwarding task configurations to the leader at " + leader);
        var body = SchemalessJson.Write(raw.Select(config => (object?)Map(config)).ToList());
        await parts.Leader.SendAsync(
            HttpMethod.Post,
            LeaderClient.Url(leader, "connectors", connector, "tasks"),
            body,
            null,
            parts.Membership().Protocol == ConnectProtocolMode.Sessioned ? parts.Keys.Current : null,
            parts.Stopping).ConfigureAwait(false);
    }

    private static ConnectMap Map(IReadOnlyDictionary<string, string?> config)
    {
        var map = new ConnectMap();
        foreach (var (key, value) in config)
        {
            map[key] = value;
        }

        return map;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start connector '{Connector}'")]
    private static partial void LogStartFailed(ILogger logger, Exception error, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to transition connector to target state")]
    private static partial void LogTransitionFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Debug,
        Message = "Failed to reconfigure connector's tasks ({Connector}), possibly due to expired session key. Retrying after backoff")]
    private static partial void LogExpiredKey(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to reconfigure connector's tasks ({Connector}), retrying after backoff.")]
    private static partial void LogReconfigurationFailed(ILogger logger, Exception error, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Skipping reconfiguration of connector {Connector} since it is not running")]
    private static partial void LogNotRunning(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Skipping reconfiguration of connector {Connector} since its target state is {State}")]
    private static partial void LogOtherTarget(ILogger logger, string connector, TargetState? state);
}

using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a <see cref="ZombieFencing"/> needs of its herder.</summary>
internal sealed record ZombieFencingParts
{
    public required HerderParts Herder { get; init; }

    public required ConfigChanges Changes { get; init; }

    public required TickQueue Ticks { get; init; }

    public required ConnectorConfigs Configs { get; init; }

    public required ClusterView View { get; init; }

    public required LeaderClient Leader { get; init; }

    public required SessionKeys Keys { get; init; }

    public required Func<Membership> Membership { get; init; }

    /// <summary>Writes to the config topic; called on the herder's thread.</summary>
    public required Action<string, Action> WriteAsLeader { get; init; }

    public required CancellationToken Stopping { get; init; }
}

/// <summary>
/// Shuts out the tasks of older generations of an exactly-once source before newer ones write. The leader does it: a round fences the
/// transactional ids of as many tasks as the last task count record says, and then writes the record of the new generation. A task asks for
/// a round before its producer starts, the leader itself before offsets are changed; concurrent requests share a round. Thread-safe;
/// decisions are made on the herder's thread.
/// </summary>
internal sealed partial class ZombieFencing(ZombieFencingParts parts)
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Round> _rounds = new(StringComparer.Ordinal);
    private readonly ILogger _logger = parts.Herder.LoggerOf<DistributedHerder>();

    /// <summary>What a task that is started from a state asks around the start of its producer.</summary>
    public TaskFencing For(ConnectorTaskId task, ClusterState state)
    {
        var generation = state.TaskConfigGeneration(task.Connector);
        return new TaskFencing(ct => BeforeProducerAsync(task, ct), ct => AfterProducerAsync(task, generation, ct));
    }

    /// <summary>Fences as leader; ends when the record of the present generation is written.</summary>
    /// <exception cref="NotLeaderException">This worker does not lead.</exception>
    public async Task FenceAsync(string connector, RequestStages? stages)
    {
        if (await parts.Ticks.RunAsync(() => Begin(connector), stages).ConfigureAwait(false) is { } round)
        {
            await round.ConfigureAwait(false);
        }
    }

    /// <summary>A connector has new task configs: a round that is under way records the wrong generation.</summary>
    public void OnTasksReconfigured(string connector)
    {
        lock (_gate)
        {
            if (_rounds.TryGetValue(connector, out var round))
            {
                round.IsOutdated = true;
            }
        }
    }

    // On the herder's thread. The running round, or null where there is nothing to fence and everything is recorded.
    private Task? Begin(string connector)
    {
        var membership = parts.Membership();
        if (!membership.IsLeader)
        {
            throw new NotLeaderException("Only the leader may perform zombie fencing.", membership.LeaderUrl);
        }

        if (parts.Changes.Applied.ConnectorConfig(connector) is not { } config)
        {
            throw new NotFoundException($"Connector {connector} not found");
        }

        // A class that only other workers know is taken for what they say it is.
        if (parts.View.TypeOf(config) == ConnectorType.Sink)
        {
            throw new BadRequestException($"Connector {connector} is not a source connector");
        }

        if (!membership.Refresh())
        {
            throw new ConnectException("Failed to read to end of config topic before performing zombie fencing");
        }

        var state = parts.Changes.Applied;
        if (!state.IsPendingFencing(connector))
        {
            return null;
        }

        var count = state.TaskCount(connector);
        // No record: there was no producer yet. One task after one task: its producer shuts out the older one by itself.
        if (state.TaskCountRecord(connector) is { } record && (record != 1 || count != 1))
        {
            return Join(connector, record, count, state);
        }

        Record(connector, count);
        return null;
    }

    private Task Join(string connector, int fenced, int recorded, ClusterState state)
    {
        lock (_gate)
        {
            if (!_rounds.TryGetValue(connector, out var round))
            {
                round = new Round(connector, fenced, recorded, state.TaskConfigGeneration(connector));
                _rounds[connector] = round;
                round.Completion = RunAsync(round, state.ConnectorConfig(connector)!);
            }

            return round.Completion!;
        }
    }

    private async Task RunAsync(Round round, IReadOnlyDictionary<string, string?> raw)
    {
        // The round is known before it begins, and the herder's thread goes on.
        await Task.Yield();
        try
        {
            LogFencing(_logger, round.Fenced, round.Connector);
            var config = parts.Configs.Resolve(round.Connector, raw);
            await parts.Herder.Worker.FenceZombiesAsync(round.Connector, round.Fenced, config, parts.Stopping).ConfigureAwait(false);
            await parts.Ticks.RunAsync(() => Finish(round), null).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (ConnectException or OperationCanceledException))
        {
            throw new ConnectException("Failed to perform zombie fencing", e);
        }
        finally
        {
            lock (_gate)
            {
                _rounds.Remove(round.Connector);
            }
        }
    }

    // On the herder's thread, after the producers have been fenced.
    private bool Finish(Round round)
    {
        if (!parts.Membership().Refresh())
        {
            throw new ConnectException("Failed to read to end of config topic");
        }

        if (round.Generation < parts.Changes.Applied.TaskConfigGeneration(round.Connector))
        {
            throw new RestRequestException(409, 409, "Fencing failed because new task configurations were generated for the connector");
        }

        if (round.IsOutdated)
        {
            throw new RestRequestException(409, 409, "Failed to complete zombie fencing because a new set of task configs was generated");
        }

        Record(round.Connector, round.Recorded);
        return true;
    }

    private void Record(string connector, int count) => parts.WriteAsLeader(
        $"writing a task count record for connector {connector} to the config topic",
        () => parts.Herder.Configs.PutTaskCountRecord(connector, count));

    private async Task BeforeProducerAsync(ConnectorTaskId task, CancellationToken cancellationToken)
    {
        var begun = parts.Herder.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await FenceForTaskAsync(task, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (IsPassing(e) && parts.Herder.Time.GetElapsedTime(begun) < RetryTime)
            {
                LogRetry(_logger, e, task);
            }
            catch (Exception e) when (e is not (ConnectException or OperationCanceledException))
            {
                throw new ConnectException("Failed to perform round of zombie fencing", e);
            }

            await Task.Delay(RetryPause, parts.Herder.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FenceForTaskAsync(ConnectorTaskId task, CancellationToken cancellationToken)
    {
        try
        {
            await FenceAsync(task.Connector, null).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NotLeaderException e) when (!string.IsNullOrWhiteSpace(e.ForwardUrl))
        {
            var signWith = parts.Membership().Protocol == ConnectProtocolMode.Sessioned ? parts.Keys.Current : null;
            await parts.Leader.SendAsync(
                HttpMethod.Put, LeaderClient.Url(e.ForwardUrl, "connectors", task.Connector, "fence"), null, null, signWith, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    // A leader that has just gone, a key that has just been renewed, a write that another leader's claim came between.
    private static bool IsPassing(Exception error) => error switch
    {
        NotLeaderException => true,
        RestRequestException { Status: 403 or 409 or 503 } => true,
        RestRequestException { Status: 400, Message: "Internal request missing required signature" } => true,
        ConnectException { Message: { } text } => text.StartsWith("IO Error trying to forward", StringComparison.Ordinal)
            || text.StartsWith("Failed to read to end of config topic", StringComparison.Ordinal)
            || text.EndsWith("the request can be safely retried", StringComparison.Ordinal),
        _ => false,
    };

    private async Task AfterProducerAsync(ConnectorTaskId task, int? generation, CancellationToken cancellationToken)
    {
        await parts.Herder.Configs.RefreshAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        await parts.Ticks.RunAsync(() => Verify(task, generation), null).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool Verify(ConnectorTaskId task, int? generation)
    {
        if (parts.Herder.Configs.Snapshot().TaskConfigGeneration(task.Connector) != generation)
        {
            throw new ConnectException(
                $"Cannot start source task {task} with exactly-once support as the connector has already generated a new set of task configs");
        }

        return parts.Membership().Owns(task)
            ? true
            : throw new ConnectException($"Cannot start source task {task} as it has already been revoked from this worker");
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Fencing out {Count} task producers for source connector {Connector}")]
    private static partial void LogFencing(ILogger logger, int count, string connector);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Zombie fencing for task {Task} is tried again")]
    private static partial void LogRetry(ILogger logger, Exception error, ConnectorTaskId task);

    private sealed class Round(string connector, int fenced, int recorded, int? generation)
    {
        private volatile bool _isOutdated;

        public string Connector => connector;

        public int Fenced => fenced;

        public int Recorded => recorded;

        public int? Generation => generation;

        public Task? Completion { get; set; }

        public bool IsOutdated
        {
            get => _isOutdated;
            set => _isOutdated = value;
        }
    }
}

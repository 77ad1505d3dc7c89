using System.Diagnostics;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The config topic of a distributed worker. Its one partition is read by a thread of its own; writes go out from the caller's thread and
/// are read back before they return, except target states and logger levels, which any worker may write.
/// </summary>
internal sealed partial class KafkaConfigStore : ConfigStore
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly CompactedTopic _topic;
    private readonly CompactedTopicSettings _settings;
    private readonly ConfigLog _log;
    private readonly TransactionalConfigWriter? _leader;
    private readonly ILogger _logger;
    private volatile bool _started;
    private Patience _patience = new();

    public KafkaConfigStore(KafkaClients clients, DistributedConfig config, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _settings = InternalTopics.Configs(config);
        _log = new ConfigLog(() => _started ? Updates : null, logger);
        _topic = new CompactedTopic(
            clients, _settings, record => _log.Apply(record.Message.Key, record.Message.Value, record.Offset.Value), logger, time);
        _leader = config.ExactlyOnce == "DISABLED" ? null : new TransactionalConfigWriter(clients, config, logger);
    }

    public override void Start()
    {
        _topic.Start(CancellationToken.None);
        if (_topic.PartitionCount > 1)
        {
            throw new ConfigException(
                $"Topic '{_settings.Topic}' supplied via the '{_settings.ConfigKey}' property is required to have a single partition in order to "
                + $"guarantee consistency of connector configurations, but found {_topic.PartitionCount} partitions.");
        }

        _started = true;
    }

    public override void Stop()
    {
        _leader?.Relinquish();
        _topic.Stop();
    }

    public override ClusterState Snapshot() => _log.State;

    public override void PutConnectorConfig(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState? targetState = null)
    {
        var records = new List<(string, byte[]?)>();
        if (targetState is { } state)
        {
            records.Add((ConfigRecords.TargetStatePrefix + connector, ConfigRecords.Target(state)));
        }

        records.Add((ConfigRecords.ConnectorPrefix + connector, ConfigRecords.Properties(config)));
        Write("Error writing connector configuration to Kafka", records);
    }

    public override void RemoveConnectorConfig(string connector) => Write(
        "Error removing connector configuration from Kafka",
        [(ConfigRecords.ConnectorPrefix + connector, null), (ConfigRecords.TargetStatePrefix + connector, null)]);

    public override void PutTaskConfigs(string connector, IReadOnlyList<IReadOnlyDictionary<string, string?>> configs)
    {
        var started = Stopwatch.GetTimestamp();
        Guard("Error writing root configuration to Kafka", () => ReadToEnd(started));
        var tasks = configs.Select((config, number) =>
            (ConfigRecords.TaskPrefix + new ConnectorTaskId(connector, number), (byte[]?)ConfigRecords.TaskProperties(config))).ToList();
        if (tasks.Count > 0)
        {
            Guard("Error writing task configurations to Kafka", () => Send(tasks, started));
        }

        Guard("Error writing root configuration to Kafka", () =>
        {
            if (tasks.Count > 0)
            {
                ReadToEnd(started);
            }

            Send([(ConfigRecords.CommitPrefix + connector, ConfigRecords.Commit(tasks.Count))], started);
            ReadToEnd(started);
        });
    }

    /// <summary>An empty commit; what Java's store does not offer is what its herder does with an empty list.</summary>
    public override void RemoveTaskConfigs(string connector) => PutTaskConfigs(connector, []);

    public override void PutTargetState(string connector, TargetState state) => WriteFreely(
        "Error writing target state to Kafka", ConfigRecords.TargetStatePrefix + connector, ConfigRecords.Target(state));

    public override void PutRestartRequest(RestartRequest request) => Write(
        "Error writing " + request + " to Kafka", [(ConfigRecords.RestartPrefix + request.Connector, ConfigRecords.Restart(request))]);

    public override void PutSessionKey(SessionKey key) => Write(
        "Error writing session key to Kafka", [(ConfigRecords.SessionKeyName, ConfigRecords.Session(key))]);

    public override void PutTaskCountRecord(string connector, int taskCount) => Write(
        "Error writing task count record to Kafka", [(ConfigRecords.FencingPrefix + connector, ConfigRecords.TaskCount(taskCount))]);

    public override void PutLoggerLevel(string logger, string level) => WriteFreely(
        "Error writing logger level to Kafka", ConfigRecords.LoggerPrefix + logger, ConfigRecords.Logger(level));

    public override async Task RefreshAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _topic.ReadToEndAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            throw new TimeoutException("The config topic could not be read to its end within " + timeout.TotalMilliseconds + " ms.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException("Error trying to read to end of config log", e);
        }
    }

    public override void GiveUpWaiting() => Interlocked.Exchange(ref _patience, new Patience()).End();

    public override void ClaimWritePrivileges() => _leader?.Claim(_patience.Ended);

    private void Write(string failure, IReadOnlyList<(string Key, byte[]? Value)> records)
    {
        var started = Stopwatch.GetTimestamp();
        Guard(failure, () =>
        {
            Send(records, started);
            ReadToEnd(started);
        });
    }

    private void WriteFreely(string failure, string key, byte[] value) =>
        Guard(failure, () => _topic.SendAsync(ConfigRecords.Key(key), value).WaitAsync(Timeout, _patience.Ended).GetAwaiter().GetResult());

    private void Send(IReadOnlyList<(string Key, byte[]? Value)> records, long started)
    {
        if (_leader is not null)
        {
            _leader.Write(records, _patience.Ended);
            return;
        }

        // Handed over one after the other: one request in flight keeps their order.
        var sent = records.Select(record => (Task)_topic.SendAsync(ConfigRecords.Key(record.Key), record.Value)).ToArray();
        Task.WhenAll(sent).WaitAsync(Left(started), _patience.Ended).GetAwaiter().GetResult();
    }

    private void ReadToEnd(long started) =>
        _topic.ReadToEndAsync(CancellationToken.None).WaitAsync(Left(started), _patience.Ended).GetAwaiter().GetResult();

    private static TimeSpan Left(long started)
    {
        var left = Timeout - Stopwatch.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Guard(string failure, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is not PrivilegedWriteException)
        {
            LogFailed(_logger, failure, e.Message);
            throw new ConnectException(failure, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Failure}: {Reason}")]
    private static partial void LogFailed(ILogger log, string failure, string reason);

    /// <summary>How long writes are waited for, as long as nobody ends it.</summary>
    private sealed class Patience
    {
        public Patience()
        {
            var source = new CancellationTokenSource();
            (Ended, End) = (source.Token, source.Cancel);
        }

        public CancellationToken Ended { get; }

        public Action End { get; }
    }
}

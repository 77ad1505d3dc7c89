using System.Text;
using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The status topic of a distributed worker. Writes return at once and show when they have been read back; failed ones are repeated while
/// they still make sense. Thread-safe.
/// </summary>
internal sealed partial class KafkaStatusStore : StatusStore
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StatusEntry<ConnectorStatus>> _connectors = [];
    private readonly TaskTable<StatusEntry<TaskStatus>> _tasks = new();
    private readonly Dictionary<string, Dictionary<string, TopicStatus>> _topics = [];
    private readonly CompactedTopic _topic;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private int _generation;
    private volatile bool _stopped;

    public KafkaStatusStore(KafkaClients clients, DistributedConfig config, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _topic = new CompactedTopic(clients, InternalTopics.Statuses(config), Read, logger, time);
    }

    public override void Start() => _topic.Start(CancellationToken.None);

    public override void Stop()
    {
        _stopped = true;
        _topic.Stop();
    }

    public override void Put(ConnectorStatus status) => Send(() => Entry(status.Connector), StatusRecords.Key(status), status, safe: false);

    public override void PutSafe(ConnectorStatus status) => Send(() => Entry(status.Connector), StatusRecords.Key(status), status, safe: true);

    public override void Put(TaskStatus status) => Send(() => Entry(status.Id), StatusRecords.Key(status), status, safe: false);

    public override void PutSafe(TaskStatus status) => Send(() => Entry(status.Id), StatusRecords.Key(status), status, safe: true);

    public override void PutTopic(TopicStatus status) => _ = SendAsync(
        StatusRecords.TopicKey(status.Connector, status.Topic), StatusRecords.Value(status), static () => true);

    public override void DeleteTopic(string connector, string topic) =>
        _ = SendAsync(StatusRecords.TopicKey(connector, topic), null, static () => true);

    public override ConnectorStatus? Get(string connector)
    {
        lock (_gate)
        {
            return _connectors.GetValueOrDefault(connector)?.Value;
        }
    }

    public override TaskStatus? Get(ConnectorTaskId task)
    {
        lock (_gate)
        {
            return _tasks.TryGet(task, out var entry) ? entry.Value : null;
        }
    }

    public override IReadOnlyList<TaskStatus> GetAll(string connector)
    {
        lock (_gate)
        {
            return [.. _tasks.Of(connector).Select(entry => entry.Value).OfType<TaskStatus>()];
        }
    }

    public override IReadOnlyCollection<string> Connectors()
    {
        lock (_gate)
        {
            return [.. _connectors.Where(entry => entry.Value.Value is not null).Select(entry => entry.Key)];
        }
    }

    public override TopicStatus? GetTopic(string connector, string topic)
    {
        lock (_gate)
        {
            return _topics.GetValueOrDefault(connector)?.GetValueOrDefault(topic);
        }
    }

    public override IReadOnlyCollection<TopicStatus> GetAllTopics(string connector)
    {
        lock (_gate)
        {
            return _topics.TryGetValue(connector, out var topics) ? [.. topics.Values] : [];
        }
    }

    public override void Flush() => _topic.SettleAsync().GetAwaiter().GetResult();

    private void Send<T>(Func<StatusEntry<T>> find, byte[] key, T status, bool safe)
        where T : WorkerStatus
    {
        StatusEntry<T> entry;
        int sequence;
        lock (_gate)
        {
            _generation = status.Generation;
            entry = find();
            if (safe && !MayReplace(entry.Value, status))
            {
                return;
            }

            sequence = ++entry.Sequence;
        }

        _ = SendAsync(key, StatusRecords.Value(status), () => !entry.Deleted && status.Generation == _generation
            && (!safe || (entry.Sequence == sequence && MayReplace(entry.Value, status))));
    }

    // A worker may overwrite its own word, and that of an older generation.
    private static bool MayReplace(WorkerStatus? held, WorkerStatus status) =>
        held is null || held.WorkerId == status.WorkerId || held.Generation <= status.Generation;

    private StatusEntry<ConnectorStatus> Entry(string connector)
    {
        if (!_connectors.TryGetValue(connector, out var entry))
        {
            _connectors[connector] = entry = new StatusEntry<ConnectorStatus>();
        }

        return entry;
    }

    private StatusEntry<TaskStatus> Entry(ConnectorTaskId task)
    {
        if (!_tasks.TryGet(task, out var entry))
        {
            _tasks.Set(task, entry = new StatusEntry<TaskStatus>());
        }

        return entry;
    }

    private async Task SendAsync(byte[] key, byte[]? value, Func<bool> makesSense)
    {
        while (true)
        {
            try
            {
                await _topic.SendAsync(key, value).ConfigureAwait(false);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (KafkaErrors.IsRetriable(e.Error) && !_stopped)
            {
                lock (_gate)
                {
                    if (!makesSense())
                    {
                        return;
                    }
                }
            }
            catch (Exception e)
            {
                LogFailed(_logger, e);
                return;
            }

            await Task.Delay(RetryPause, _time).ConfigureAwait(false);
        }
    }

    private void Read(ConsumeResult<byte[]?, byte[]?> record)
    {
        var key = Encoding.UTF8.GetString(record.Message.Key ?? []);
        var value = record.Message.Value;
        if (key.Length > StatusRecords.ConnectorPrefix.Length && key.StartsWith(StatusRecords.ConnectorPrefix, StringComparison.Ordinal))
        {
            ReadConnector(key[StatusRecords.ConnectorPrefix.Length..], value);
        }
        else if (key.StartsWith(StatusRecords.TaskPrefix, StringComparison.Ordinal) && StatusRecords.TaskOf(key) is { } task)
        {
            ReadTask(task, value);
        }
        else if (key.StartsWith(StatusRecords.TopicPrefix, StringComparison.Ordinal) && StatusRecords.TopicOf(key) is var (connector, topic))
        {
            ReadTopic(connector, topic, value);
        }
        else
        {
            LogInvalidKey(_logger, key);
        }
    }

    private void ReadConnector(string connector, byte[]? value)
    {
        lock (_gate)
        {
            if (value is null)
            {
                if (_connectors.Remove(connector, out var entry))
                {
                    entry.Deleted = true;
                }

                foreach (var task in _tasks.Of(connector))
                {
                    task.Deleted = true;
                }

                _tasks.Remove(connector);
            }
            else if (StatusRecords.ReadConnector(connector, value) is { } status)
            {
                Entry(connector).Value = status;
            }
        }
    }

    private void ReadTask(ConnectorTaskId task, byte[]? value)
    {
        lock (_gate)
        {
            if (value is null)
            {
                if (_tasks.TryGet(task, out var deleted))
                {
                    deleted.Deleted = true;
                    _tasks.Remove(task);
                }

                return;
            }

            if (StatusRecords.ReadTask(task, value) is not { } status)
            {
                LogUnreadable(_logger, task);
                return;
            }

            // A worker that loses a task may say so after the next one has begun to run it.
            var entry = Entry(task);
            if (status.State == ConnectState.Unassigned
                && entry.Value is { State: ConnectState.Running } running && running.Generation >= status.Generation)
            {
                return;
            }

            entry.Value = status;
        }
    }

    private void ReadTopic(string connector, string topic, byte[]? value)
    {
        lock (_gate)
        {
            if (value is null)
            {
                _topics.GetValueOrDefault(connector)?.Remove(topic);
            }
            else if (StatusRecords.ReadTopic(value) is { } status)
            {
                if (!_topics.TryGetValue(connector, out var topics))
                {
                    _topics[connector] = topics = [];
                }

                topics[topic] = status;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to write status update")]
    private static partial void LogFailed(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Discarding record with invalid key {Key}")]
    private static partial void LogInvalidKey(ILogger log, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to parse task status for task {Task}")]
    private static partial void LogUnreadable(ILogger log, ConnectorTaskId task);
}

using System.Collections.Concurrent;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Testing;

/// <summary>
/// Runs a sink connector and one task of it in a test, in the worker's place: validates the config, assigns partitions, puts records with rising
/// offsets, commits what the task says is safe, and collects the records that it reports. It does nothing by itself: each method is one step of
/// the worker, and what the worker would never do throws <see cref="InvalidOperationException"/>. For one thread.
/// </summary>
public sealed class SinkHarness : IAsyncDisposable
{
    private readonly Func<SinkConnector> _create;
    private readonly IReadOnlyDictionary<string, string?> _config;
    private readonly SinkHarnessOptions _options;
    private readonly ConcurrentQueue<ErrantRecord> _reported = new();
    private readonly Dictionary<TopicPartition, PartitionLog> _logs = [];
    private readonly Dictionary<TopicPartition, long> _committed = [];
    private IReadOnlyList<SinkRecord>? _failed;
    private RunningPlugin? _plugin;
    private SinkConnector? _connector;
    private SinkTask? _task;
    private SinkTaskContext? _context;
    private ErrantRecordReporter? _reporter;

    private SinkHarness(Func<SinkConnector> create, IReadOnlyDictionary<string, string?> config, SinkHarnessOptions options)
    {
        _create = create;
        _config = config;
        _options = options;
    }

    /// <summary>The connector that runs.</summary>
    public SinkConnector Connector => _connector ?? throw Stopped();

    /// <summary>The task that runs.</summary>
    public SinkTask Task => _task ?? throw Stopped();

    /// <summary>The configs that the connector has made for its tasks.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>> TaskConfigs => Plugin.TaskConfigs;

    /// <summary>The partitions that the task has.</summary>
    public IReadOnlySet<TopicPartition> Assignment => Context.Assignment;

    /// <summary>The partitions that the task has paused.</summary>
    public IReadOnlySet<TopicPartition> Paused => Context.Paused;

    /// <summary>The committed offset of each partition that has one: where a restart goes on.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Committed => _committed;

    /// <summary>The records that the task has reported, in order.</summary>
    public IReadOnlyList<ErrantRecord> Reported => [.. _reported];

    /// <summary>The pause that the task has asked for before its failed batch is put again; null where it has not.</summary>
    public TimeSpan? RetryDelay => Context.RetryDelay;

    /// <summary>Whether the connector wants its tasks to be made anew; <see cref="RestartAsync"/> does it.</summary>
    public bool ReconfigurationRequested => Plugin.ReconfigurationRequested;

    /// <summary>The first error that the connector has raised through its context, or null.</summary>
    public Exception? RaisedError => Plugin.RaisedError;

    private RunningPlugin Plugin => _plugin ?? throw Stopped();

    private SinkTaskContext Context => _context ?? throw Stopped();

    /// <summary>Starts a connector and a task, which has no partitions yet.</summary>
    /// <typeparam name="TConnector">Class of the connector.</typeparam>
    /// <param name="config">Its config, resolved.</param>
    /// <param name="options">How to run it; null for one task and collected reports.</param>
    /// <exception cref="ConfigException">Validation refuses the config.</exception>
    public static Task<SinkHarness> StartAsync<TConnector>(IReadOnlyDictionary<string, string?> config, SinkHarnessOptions? options = null)
        where TConnector : SinkConnector, new() => StartAsync(static () => new TConnector(), config, options);

    /// <summary>Starts a connector, made by the test, and a task, which has no partitions yet.</summary>
    /// <param name="connector">Makes the connector, for each start a new one.</param>
    /// <param name="config">Its config, resolved.</param>
    /// <param name="options">How to run it; null for one task and collected reports.</param>
    /// <exception cref="ConfigException">Validation refuses the config.</exception>
    public static async Task<SinkHarness> StartAsync(
        Func<SinkConnector> connector, IReadOnlyDictionary<string, string?> config, SinkHarnessOptions? options = null)
    {
        var harness = new SinkHarness(connector, config, options ?? new SinkHarnessOptions());
        await harness.BeginAsync().ConfigureAwait(false);
        return harness;
    }

    /// <summary>Makes a record with the next offset of its partition. Put it with <see cref="PutAsync(SinkRecord[])"/>.</summary>
    /// <param name="topic">Topic it comes from.</param>
    /// <param name="value">Its value, as a converter gives it: a Connect value, or null for a tombstone.</param>
    /// <param name="valueSchema">Schema of the value, or null.</param>
    /// <param name="key">Its key, or null.</param>
    /// <param name="keySchema">Schema of the key, or null.</param>
    /// <param name="partition">Partition it comes from.</param>
    public SinkRecord Record(
        string topic, object? value, Schema? valueSchema = null, object? key = null, Schema? keySchema = null, int partition = 0) => new()
    {
        Topic = topic,
        Partition = partition,
        OriginalTopic = topic,
        OriginalPartition = partition,
        Offset = LogOf(new TopicPartition(topic, partition)).Next++,
        Value = value,
        ValueSchema = valueSchema,
        Key = key,
        KeySchema = keySchema,
    };

    /// <summary>Hands records to the task in one batch; partitions that it does not have yet are opened first. Without records, an empty batch.</summary>
    /// <exception cref="RetriableException">A passing fault. The batch has to come again first: <see cref="RetryAsync"/>.</exception>
    /// <exception cref="ConnectException">A record was reported and errors are not tolerated.</exception>
    public async Task PutAsync(params SinkRecord[] records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (_failed is not null)
        {
            throw new InvalidOperationException("The batch that failed with RetriableException comes first: call RetryAsync.");
        }

        var partitions = records.Select(static record => record.OriginalTopicPartition).Distinct().ToArray();
        if (partitions.FirstOrDefault(Context.Paused.Contains) is { Topic: not null } paused)
        {
            throw new InvalidOperationException($"The task has paused {paused}, so the worker would not hand it records of that partition.");
        }

        await OpenAsync(partitions).ConfigureAwait(false);
        await DeliverAsync(records).ConfigureAwait(false);
    }

    /// <summary>Puts the batch again that the task has refused with <see cref="RetriableException"/>.</summary>
    /// <exception cref="RetriableException">A passing fault, once more.</exception>
    public Task RetryAsync() => DeliverAsync(_failed ?? throw new InvalidOperationException("No batch has failed with RetriableException."));

    /// <summary>Puts everything again that was put and is not committed, in one batch: what the worker does after a restart or a rewind.</summary>
    public Task RedeliverAsync()
    {
        if (_failed is not null)
        {
            throw new InvalidOperationException("The batch that failed with RetriableException comes first: call RetryAsync.");
        }

        return DeliverAsync([.. Context.Assignment.SelectMany(partition => LogOf(partition).Remaining())]);
    }

    /// <summary>Gives the task partitions, as a rebalance does; those that it has already are left out.</summary>
    public async Task OpenAsync(params TopicPartition[] partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        TopicPartition[] added = [.. partitions.Where(partition => !Context.Assignment.Contains(partition))];
        if (added.Length > 0)
        {
            Context.Assign(added);
            foreach (var partition in added)
            {
                LogOf(partition).Position = _committed.GetValueOrDefault(partition);
            }

            await Plugin.Limited("OpenAsync", stop => Task.OpenAsync(added, stop)).ConfigureAwait(false);
            Rewind();
        }
    }

    /// <summary>Takes partitions from the task, as a rebalance does: what is safe is committed, then they are closed.</summary>
    public async Task CloseAsync(params TopicPartition[] partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        TopicPartition[] removed = [.. partitions.Where(Context.Assignment.Contains)];
        if (removed.Length > 0)
        {
            try
            {
                await CommitAsync(removed).ConfigureAwait(false);
            }
            catch (RetriableException)
            {
                // Nothing is committed then; whoever gets the partitions reads them again.
            }

            await LeaveAsync(removed).ConfigureAwait(false);
        }
    }

    /// <summary>Takes partitions from the task as a worker does that has lost them: nothing is committed.</summary>
    public async Task LoseAsync(params TopicPartition[] partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        await LeaveAsync([.. partitions.Where(Context.Assignment.Contains)]).ConfigureAwait(false);
    }

    /// <summary>Asks the task which offsets are safe, and commits those.</summary>
    /// <exception cref="InvalidOperationException">It has returned a partition or an offset that it was not given.</exception>
    /// <exception cref="RetriableException">The task cannot say for now; everything after the last commit is to come again: <see cref="RedeliverAsync"/>.</exception>
    public Task CommitAsync() => CommitAsync([.. Context.Assignment]);

    /// <summary>Commits, stops, and starts again with a new connector and task, which get the same partitions.</summary>
    public async Task RestartAsync()
    {
        TopicPartition[] partitions = [.. Context.Assignment];
        await CloseAsync(partitions).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        await BeginAsync().ConfigureAwait(false);
        await OpenAsync(partitions).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts again as after a worker that has died: nothing is committed or closed. The old task is still stopped, so that its files and connections
    /// are released. <see cref="RedeliverAsync"/> brings what the new task has to get again.
    /// </summary>
    public async Task CrashAsync()
    {
        TopicPartition[] partitions = [.. Context.Assignment];
        await EndAsync().ConfigureAwait(false);
        await BeginAsync().ConfigureAwait(false);
        await OpenAsync(partitions).ConfigureAwait(false);
    }

    /// <summary>Commits, closes the partitions and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_plugin is null)
        {
            return;
        }

        try
        {
            await CloseAsync([.. Context.Assignment]).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private static InvalidOperationException Stopped() => new("The harness has been stopped.");

    private PartitionLog LogOf(TopicPartition partition)
    {
        if (!_logs.TryGetValue(partition, out var log))
        {
            _logs[partition] = log = new PartitionLog();
        }

        return log;
    }

    private async Task DeliverAsync(IReadOnlyList<SinkRecord> records)
    {
        // The task may keep the list that it gets.
        _failed = records;
        Context.RetryDelay = null;
        try
        {
            await Plugin.Limited("PutAsync", stop => Task.PutAsync([.. records], stop)).ConfigureAwait(false);
            _reporter?.ThrowIfRefused();
        }
        catch (Exception e) when (e is not RetriableException)
        {
            _failed = null;
            throw;
        }

        _failed = null;
        foreach (var record in records)
        {
            LogOf(record.OriginalTopicPartition).Put(record);
        }

        Rewind();
        if (Context.TakeCommitRequest())
        {
            await CommitAsync().ConfigureAwait(false);
        }
    }

    private void Rewind()
    {
        foreach (var (partition, offset) in Context.TakeRewinds())
        {
            LogOf(partition).Position = offset;
        }
    }

    private async Task CommitAsync(TopicPartition[] partitions)
    {
        var offered = partitions.ToDictionary(static partition => partition, partition => LogOf(partition).Position);
        IReadOnlyDictionary<TopicPartition, long> safe;
        try
        {
            safe = await Plugin.Limited("PreCommitAsync", stop => Task.PreCommitAsync(offered, stop)).ConfigureAwait(false);
        }
        catch (RetriableException)
        {
            foreach (var partition in partitions)
            {
                LogOf(partition).Position = _committed.GetValueOrDefault(partition);
            }

            throw;
        }

        foreach (var (partition, offset) in safe)
        {
            if (!offered.TryGetValue(partition, out var position) || offset > position)
            {
                throw new InvalidOperationException(
                    $"PreCommitAsync has returned offset {offset} of {partition}, but was given "
                    + (offered.ContainsKey(partition) ? $"{position}." : "no offset of that partition."));
            }

            // As in the worker nothing is committed where nothing has changed.
            if (_committed.GetValueOrDefault(partition) != offset)
            {
                _committed[partition] = offset;
            }
        }
    }

    private async Task LeaveAsync(TopicPartition[] partitions)
    {
        if (partitions.Length > 0)
        {
            await Plugin.Limited("CloseAsync", stop => Task.CloseAsync(partitions, stop)).ConfigureAwait(false);
            Context.Unassign(partitions);
            _failed = _failed?.Where(record => Context.Assignment.Contains(record.OriginalTopicPartition)).ToArray() is { Length: > 0 } left ? left : null;
        }
    }

    private async Task BeginAsync()
    {
        _connector = _create();
        _plugin = await RunningPlugin.StartAsync(_connector, _config, new MemoryOffsets(), _options).ConfigureAwait(false);
        var config = _plugin.TaskConfig(_options.TaskIndex);
        _task = _plugin.CreateTask(_options);
        _reporter = _options.ErrantRecords == ErrantRecords.NotConfigured
            ? null
            : new ErrantRecordReporter(_reported, _options.ErrantRecords == ErrantRecords.Refused);
        _context = new SinkTaskContext(_plugin, config, _reporter);
        _task.Initialize(_context);
        await _plugin.Limited("StartAsync of the task", stop => _task.StartAsync(config, stop)).ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        var (plugin, task) = (Plugin, Task);
        (_plugin, _task, _connector, _context, _failed) = (null, null, null, null, null);
        await task.StopAsync().AsTask().WaitAsync(_options.TimeLimit).ConfigureAwait(false);
        await plugin.StopAsync().ConfigureAwait(false);
    }
}

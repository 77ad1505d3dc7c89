using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Testing;

/// <summary>
/// Runs a source connector and one task of it in a test, in the worker's place: validates the config, gives both their contexts, polls, tells the task
/// what was delivered, and keeps the offsets. It does nothing by itself: each method is one step of the worker. For one thread.
/// </summary>
public sealed class SourceHarness : IAsyncDisposable
{
    private readonly Func<SourceConnector> _create;
    private readonly IReadOnlyDictionary<string, string?> _config;
    private readonly SourceHarnessOptions _options;
    private readonly List<SourceRecord> _polled = [];
    private readonly List<Pending> _pending = [];
    private RunningPlugin? _plugin;
    private SourceConnector? _connector;
    private SourceTask? _task;
    private Context? _context;
    private long _delivered;

    private SourceHarness(Func<SourceConnector> create, IReadOnlyDictionary<string, string?> config, SourceHarnessOptions options)
    {
        _create = create;
        _config = config;
        _options = options;
    }

    /// <summary>The connector that runs.</summary>
    public SourceConnector Connector => _connector ?? throw Stopped();

    /// <summary>The task that runs.</summary>
    public SourceTask Task => _task ?? throw Stopped();

    /// <summary>The configs that the connector has made for its tasks.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>> TaskConfigs => Plugin.TaskConfigs;

    /// <summary>The offsets that are stored.</summary>
    public MemoryOffsets Offsets => _options.Offsets;

    /// <summary>Every record that was polled, in order, those before restarts included.</summary>
    public IReadOnlyList<SourceRecord> Polled => _polled;

    /// <summary>Whether the connector wants its tasks to be made anew; <see cref="RestartAsync"/> does it.</summary>
    public bool ReconfigurationRequested => Plugin.ReconfigurationRequested;

    /// <summary>The first error that the connector has raised through its context, or null.</summary>
    public Exception? RaisedError => Plugin.RaisedError;

    private RunningPlugin Plugin => _plugin ?? throw Stopped();

    /// <summary>Starts a connector and a task.</summary>
    /// <typeparam name="TConnector">Class of the connector.</typeparam>
    /// <param name="config">Its config, resolved.</param>
    /// <param name="options">How to run it; null for one task and no stored offsets.</param>
    /// <exception cref="Errors.ConfigException">Validation refuses the config.</exception>
    public static Task<SourceHarness> StartAsync<TConnector>(IReadOnlyDictionary<string, string?> config, SourceHarnessOptions? options = null)
        where TConnector : SourceConnector, new() => StartAsync(static () => new TConnector(), config, options);

    /// <summary>Starts a connector, made by the test, and a task.</summary>
    /// <param name="connector">Makes the connector, for each start a new one.</param>
    /// <param name="config">Its config, resolved.</param>
    /// <param name="options">How to run it; null for one task and no stored offsets.</param>
    /// <exception cref="Errors.ConfigException">Validation refuses the config.</exception>
    public static async Task<SourceHarness> StartAsync(
        Func<SourceConnector> connector, IReadOnlyDictionary<string, string?> config, SourceHarnessOptions? options = null)
    {
        var harness = new SourceHarness(connector, config, options ?? new SourceHarnessOptions());
        await harness.BeginAsync().ConfigureAwait(false);
        return harness;
    }

    /// <summary>Polls once. Where the task has asked for a commit, it is made afterwards.</summary>
    /// <returns>The records; empty where there were none.</returns>
    /// <exception cref="Errors.RetriableException">A passing fault, which the worker would poll again after.</exception>
    /// <exception cref="TimeoutException">The task has not returned within the time limit.</exception>
    public async Task<IReadOnlyList<SourceRecord>> PollAsync()
    {
        var records = await Plugin.Limited("PollAsync", Task.PollAsync).ConfigureAwait(false) ?? [];
        foreach (var record in records)
        {
            if (record is null)
            {
                throw new InvalidOperationException("PollAsync has returned a list that holds null.");
            }

            _polled.Add(record);
            _pending.Add(new Pending(record.SourcePartition, record.SourceOffset, record));
        }

        _pending.AddRange(_context!.TakeAdvanced());
        if (_context.TakeCommitRequest())
        {
            await CommitAsync().ConfigureAwait(false);
        }

        return records;
    }

    /// <summary>Polls until there are so many records.</summary>
    /// <returns>The records of these polls; more than asked for where the last poll brought more.</returns>
    /// <exception cref="TimeoutException">There were fewer within the time limit.</exception>
    public async Task<IReadOnlyList<SourceRecord>> PollAsync(int count)
    {
        var records = new List<SourceRecord>();
        var started = TimeProvider.System.GetTimestamp();
        while (records.Count < count)
        {
            if (TimeProvider.System.GetElapsedTime(started) > _options.TimeLimit)
            {
                throw new TimeoutException($"{records.Count} of {count} records came within {_options.TimeLimit.TotalSeconds} seconds.");
            }

            records.AddRange(await PollAsync().ConfigureAwait(false));
        }

        return records;
    }

    /// <summary>
    /// Does what follows the delivery of everything polled so far: tells the task of each record, stores the offsets, and calls
    /// <see cref="SourceTask.CommitAsync"/>.
    /// </summary>
    /// <exception cref="Errors.DataException">An offset holds a value that the worker cannot store.</exception>
    public async Task CommitAsync()
    {
        foreach (var (partition, offset, record) in _pending)
        {
            if (record is not null)
            {
                Task.RecordCommitted(record, new RecordMetadata(record.Topic, record.Partition ?? 0, _delivered++, record.Timestamp ?? -1));
            }

            // As in the worker a record without both leaves the offsets as they are.
            if (partition is not null && offset is not null)
            {
                Offsets.Set(partition, offset);
            }
        }

        _pending.Clear();
        await Plugin.Limited("CommitAsync", Task.CommitAsync).ConfigureAwait(false);
    }

    /// <summary>Commits, stops, and starts again with a new connector and task, which find the stored offsets.</summary>
    public async Task RestartAsync()
    {
        await CommitAsync().ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        await BeginAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Starts again as after a worker that has died: what was polled since the last commit is forgotten, and has to come again. The old task is still
    /// stopped, so that its files and connections are released.
    /// </summary>
    public async Task CrashAsync()
    {
        _pending.Clear();
        await EndAsync().ConfigureAwait(false);
        await BeginAsync().ConfigureAwait(false);
    }

    /// <summary>Commits and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_plugin is null)
        {
            return;
        }

        try
        {
            await CommitAsync().ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private static InvalidOperationException Stopped() => new("The harness has been stopped.");

    private async Task BeginAsync()
    {
        _connector = _create();
        _plugin = await RunningPlugin.StartAsync(_connector, _config, Offsets, _options).ConfigureAwait(false);
        var config = _plugin.TaskConfig(_options.TaskIndex);
        _task = _plugin.CreateTask(_options);
        _context = new Context(_plugin, config);
        _task.Initialize(_context);
        await _plugin.Limited("StartAsync of the task", stop => _task.StartAsync(config, stop)).ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        var (plugin, task) = (Plugin, Task);
        (_plugin, _task, _connector) = (null, null, null);
        await task.StopAsync().AsTask().WaitAsync(_options.TimeLimit).ConfigureAwait(false);
        await plugin.StopAsync().ConfigureAwait(false);
    }

    private sealed record Pending(IReadOnlyDictionary<string, object?>? Partition, IReadOnlyDictionary<string, object?>? Offset, SourceRecord? Record);

    private sealed class Context(RunningPlugin plugin, IReadOnlyDictionary<string, string?> config) : ISourceTaskContext
    {
        private readonly List<Pending> _advanced = [];
        private bool _commitRequested;

        public IReadOnlyDictionary<string, string?> Config => config;

        public Microsoft.Extensions.Logging.ILogger Logger => plugin.Logger;

        public System.Diagnostics.Metrics.Meter Meter => plugin.Meter;

        public IOffsetReader Offsets => plugin.Offsets;

        public ITransactionContext? Transactions => null;

        public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset) =>
            _advanced.Add(new Pending(sourcePartition, sourceOffset, null));

        public void RequestCommit() => _commitRequested = true;

        public Pending[] TakeAdvanced()
        {
            var advanced = _advanced.ToArray();
            _advanced.Clear();
            return advanced;
        }

        public bool TakeCommitRequest()
        {
            var requested = _commitRequested;
            _commitRequested = false;
            return requested;
        }
    }
}

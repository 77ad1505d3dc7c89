using System.Diagnostics.Metrics;
using ConnectNet.Connectors.FacebookAds;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Simulators.FacebookAds;
using ConnectNet.TestKit.Logging;
using Microsoft.Extensions.Logging;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>
/// Runs the real connector and its real tasks against the simulator over loopback HTTP, on a clock that jumps to whatever they wait
/// for, and keeps what a worker would keep: offsets, and the topic as it is after compaction.
/// </summary>
internal sealed class SyncHarness : IAsyncDisposable
{
    private readonly List<(FacebookAdsSourceTask Task, TaskContext Context)> _tasks = [];
    private readonly Meter _meter = new("test");

    private SyncHarness(FacebookAdsSimulator simulator, WatchedTimeProvider clock)
    {
        (Simulator, Clock) = (simulator, clock);
    }

    public FacebookAdsSimulator Simulator { get; }

    public WatchedTimeProvider Clock { get; }

    public OffsetMap Offsets { get; } = new();

    public CapturedLog Log { get; } = new();

    /// <summary>The latest record of each key; tombstones are gone.</summary>
    public Dictionary<string, SourceRecord> Table { get; } = [];

    public List<SourceRecord> Records { get; } = [];

    public FacebookAdsSourceTask FirstTask => _tasks[0].Task;

    /// <summary>Offsets that a worker had not committed yet when it died.</summary>
    public bool CommitsOffsets { get; set; } = true;

    /// <summary>Whether Kafka takes what the tasks send.</summary>
    public bool Delivers { get; set; } = true;

    /// <summary>The clock's step while nothing is due.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromSeconds(20);

    public static async Task<SyncHarness> StartAsync(SimulatorOptions options, DateTimeOffset now)
    {
        var clock = new WatchedTimeProvider(now);
        return new(await FacebookAdsSimulator.StartAsync(options with { Clock = clock }), clock);
    }

    public Dictionary<string, string?> Config(params (string Key, string? Value)[] changes)
    {
        var config = new Dictionary<string, string?>
        {
            ["access.token"] = Simulator.Options.AccessToken,
            ["app.secret"] = Simulator.Options.AppSecret,
            ["accounts"] = string.Join(',', Simulator.Options.Accounts.Select(account => "act_" + account.Id)),
            ["base.url"] = Simulator.BaseUrl,
        };
        foreach (var (key, value) in changes)
        {
            config[key] = value;
        }

        return config;
    }

    /// <summary>Starts the connector, asks it for task configs and starts the tasks.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> StartTasksAsync(Dictionary<string, string?> config, int maxTasks = 1)
    {
        await using var connector = new FacebookAdsSourceConnector(Clock);
        _ = Attach(connector);
        await connector.StartAsync(config, default);
        var configs = await connector.TaskConfigsAsync(maxTasks, default);
        foreach (var taskConfig in configs)
        {
            var context = new TaskContext(taskConfig, Offsets, Log, _meter, () => CommitsOffsets);
            var task = new FacebookAdsSourceTask(Clock) { LongestIdle = Idle };
            task.Initialize(context);
            await task.StartAsync(taskConfig, default);
            _tasks.Add((task, context));
        }

        return configs;
    }

    /// <summary>Gives a connector its context.</summary>
    /// <returns>Ends when the connector asks for new task configs.</returns>
    public Task Attach(FacebookAdsSourceConnector connector)
    {
        var context = new ConnectorContext(Log, _meter);
        connector.Initialize(context);
        return context.Reconfigured;
    }

    public async Task StopTasksAsync()
    {
        foreach (var (task, _) in _tasks)
        {
            await task.StopAsync();
        }

        _tasks.Clear();
    }

    /// <summary>Polls the tasks in turns until none of them has done anything before <paramref name="deadline"/> of their clock.</summary>
    public async Task RunUntilAsync(DateTimeOffset deadline)
    {
        while (Clock.GetUtcNow() < deadline)
        {
            foreach (var (task, context) in _tasks)
            {
                await PollAsync(task, context);
            }
        }
    }

    public Task RunForAsync(TimeSpan time) => RunUntilAsync(Clock.GetUtcNow() + time);

    /// <summary>Polls until so many records came.</summary>
    public async Task RunUntilRecordsAsync(int count)
    {
        while (Records.Count < count)
        {
            foreach (var (task, context) in _tasks)
            {
                await PollAsync(task, context);
            }
        }
    }

    /// <summary>The topic as if only so many records had arrived.</summary>
    public void KeepFirst(int count)
    {
        Table.Clear();
        Records.RemoveRange(count, Records.Count - count);
        Records.ForEach(Apply);
    }

    /// <summary>Rows of the query's dates that are missing, left over or different from the simulator's truth in any column.</summary>
    public List<string> Differences(TruthQuery query)
    {
        var truth = Simulator.Truth(query).ToDictionary(row => row.KeyText);
        var differences = Table.Keys.Where(key => IsWithin(key, query)
            && !truth.ContainsKey(key)).Select(key => "left over: " + key).ToList();
        foreach (var (key, row) in truth)
        {
            if (!Table.TryGetValue(key, out var record))
            {
                differences.Add("missing: " + key);
                continue;
            }

            var value = (Struct)record.Value!;
            differences.AddRange(row.Columns.Where(column => !Same(column.Value, value.Get(column.Key)))
                .Select(column => $"{key}.{column.Key}: {column.Value ?? "null"} is {value.Get(column.Key) ?? "null"}"));
        }

        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        await StopTasksAsync();
        _meter.Dispose();
        await Simulator.DisposeAsync();
    }

    private static bool IsWithin(string key, TruthQuery query) =>
        DateOnly.Parse(key.Split('|')[1]) is var date && date >= query.Since && date <= query.Until;

    private static bool Same(object? expected, object? actual) => (expected, actual) switch
    {
        (null, null) => true,
        (decimal number, BigDecimal exact) => exact.Scale == 6 && BigDecimal.From(number).CompareTo(exact) == 0,
        (DateOnly date, EpochMillis millis) => EpochMillis.From(date) == millis,
        _ => Equals(expected, actual),
    };

    private async Task PollAsync(FacebookAdsSourceTask task, TaskContext context)
    {
        var poll = task.PollAsync(default).AsTask();
        while (!poll.IsCompleted)
        {
            await Task.WhenAny(poll, Clock.UntilTimerAsync());
            if (!poll.IsCompleted)
            {
                Clock.AdvanceToNextTimer();
            }
        }

        foreach (var record in await poll ?? [])
        {
            Records.Add(record);
            Apply(record);
            context.AdvanceOffset(record.SourcePartition!, record.SourceOffset!);
            if (Delivers)
            {
                task.RecordCommitted(record, null);
            }
        }

        if (CommitsOffsets)
        {
            await task.CommitAsync(default);
        }
    }

    private void Apply(SourceRecord record)
    {
        var key = KeyText((Struct)record.Key!);
        if (record.Value is null)
        {
            Table.Remove(key);
        }
        else
        {
            Table[key] = record;
        }
    }

    private static string KeyText(Struct key) => string.Join('|', key.Schema.Fields.Select(field =>
        key.Get(field) is EpochMillis date ? date.ToDateTimeOffset().ToString("yyyy-MM-dd") : (string)key.Get(field)!));

    private sealed class ConnectorContext(ILogger logger, Meter meter) : ISourceConnectorContext
    {
        private readonly TaskCompletionSource _reconfigured = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyDictionary<string, string?> Config => throw new NotSupportedException();

        public ILogger Logger => logger;

        public Meter Meter => meter;

        public IOffsetReader Offsets => throw new NotSupportedException();

        public Task Reconfigured => _reconfigured.Task;

        public void RequestTaskReconfiguration() => _reconfigured.TrySetResult();

        public void RaiseError(Exception error) => throw error;
    }

    private sealed class TaskContext(
        IReadOnlyDictionary<string, string?> config, OffsetMap offsets, ILogger logger, Meter meter, Func<bool> commits) : ISourceTaskContext
    {
        public IReadOnlyDictionary<string, string?> Config => config;

        public ILogger Logger => logger;

        public Meter Meter => meter;

        public IOffsetReader Offsets => offsets;

        public ITransactionContext? Transactions => null;

        public void RequestCommit()
        {
            // Offsets are committed after every poll here.
        }

        public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset)
        {
            if (commits())
            {
                offsets.Set(sourcePartition, sourceOffset);
            }
        }
    }
}

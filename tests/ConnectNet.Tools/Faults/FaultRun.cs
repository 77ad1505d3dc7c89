using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// A run of a row: brokers, workers and a flow of their own, what was seen, and what was not as it should be. A row's fault uses it from one
/// thread. At the end every worker has to stop in order. The workers' logs of a row that failed are kept in <c>artifacts/faults/</c>.
/// </summary>
internal sealed partial class FaultRun : IAsyncDisposable
{
    public const string Group = "faults";
    private const int Killed = 128 + 9;
    private readonly List<string> _failures = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<WorkerProcess> _away = [];
    private readonly TempDirectory _plugins = PluginDirectory.Of(typeof(FaultRun).Assembly);
    private readonly RowSetup _setup;
    private double? _seconds;

    private FaultRun(RowSetup setup, KraftCluster brokers)
    {
        _setup = setup;
        Brokers = brokers;
        Flow = new CountingFlow(brokers, setup);
        for (var i = 0; i < setup.Workers; i++)
        {
            Workers.Add(WorkerProcess.Distributed(setup.SettingsOf(i, brokers.BootstrapServers, _plugins.Path)));
        }
    }

    public KraftCluster Brokers { get; }

    public List<WorkerProcess> Workers { get; } = [];

    public CountingFlow Flow { get; }

    /// <summary>A worker that can be asked.</summary>
    public WorkerProcess Any => Present.First();

    /// <summary>Workers that run and are not <see cref="Away"/>.</summary>
    public IEnumerable<WorkerProcess> Present => Workers.Where(worker => !_away.Contains(worker) && worker.IsStarted && !worker.Process.HasExited);

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<RowResult> RunAsync(string name, RowSetup setup, Func<FaultRun, Task> fault)
    {
        var brokers = await KraftCluster.StartAsync(setup.Brokers, setup.BrokerSettings);
        await using var run = new FaultRun(setup, brokers);
        var (source, sink) = (HopCount.None, HopCount.None);
        try
        {
            await (setup.Prepare?.Invoke(brokers) ?? Task.CompletedTask);
            if (setup.Started)
            {
                await run.StartAsync();
            }
            await fault(run);
            (source, sink) = await run.Flow.CountAsync(run.Any.Client);
            run.Judge(source, sink);
            await Task.WhenAll(run.Workers.Select(run.StopAsync));
        }
        catch (Exception e)
        {
            run._failures.Add(e.Message);
        }
        if (run._failures.Count > 0)
        {
            run.KeepLogs(name);
        }
        return new RowResult(source, sink, run._seconds, run._failures, run._notes);
    }

    /// <summary>Starts all workers and the flow, and waits until every task delivers.</summary>
    public async Task StartAsync(int seconds = 120)
    {
        await Task.WhenAll(Workers.Select(worker => worker.StartAsync()));
        await Flow.StartAsync(Any.Client);
        await AwaitDeliveryAsync(0, seconds);
    }

    public void Note(string figure) => _notes.Add(figure);

    /// <summary>Something else that has to hold for a pass.</summary>
    public void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            _failures.Add(otherwise);
        }
    }

    /// <summary>SIGTERM, which must end with code 0.</summary>
    public async Task StopAsync(WorkerProcess worker)
    {
        var code = await worker.StopAsync();
        Check(code == 0, $"the worker {worker.WorkerId} ended with {code}");
    }

    /// <summary>SIGKILL, which must find the worker alive.</summary>
    public async Task KillAsync(WorkerProcess worker)
    {
        await worker.KillAsync();
        Check(worker.Process.ExitCode == Killed, $"the worker {worker.WorkerId} had ended with {worker.Process.ExitCode} before it was killed");
    }

    /// <summary>SIGSTOP or SIGCONT; meanwhile nobody asks the worker.</summary>
    public void Suspend(WorkerProcess worker, bool suspended)
    {
        worker.Process.Suspend(suspended);
        Away(worker, suspended);
    }

    /// <summary>A worker that is away is not asked, and no work is expected of it.</summary>
    public void Away(WorkerProcess worker, bool away) => _ = away ? _away.Add(worker) : _away.Remove(worker);

    /// <summary>The starts of source tasks in the worker's process whose records have been seen.</summary>
    public HashSet<string> InstancesOf(WorkerProcess worker) =>
        [.. Flow.Watch.Seen.Where(record => record.Process == worker.Process.Id).Select(record => record.Instance)];

    /// <summary>Watches for twice the limit how long tasks that others have taken over go on making records.</summary>
    public async Task CheckZombiesAsync(HashSet<string> instances, long since, TimeSpan limit)
    {
        await AwaitAsync(() => Task.FromResult(Now > since + 2 * limit.TotalMilliseconds), "time passes");
        var last = Flow.Watch.Seen.Where(record => instances.Contains(record.Instance)).Select(record => record.Made).Append(since).Max();
        var zombie = TimeSpan.FromMilliseconds(last - since);
        Note($"{instances.Count} tasks that others had taken over made their last record {zombie.TotalSeconds:0.0} s after their worker was back");
        Check(instances.Count > 0, "the worker that was away ran no source task");
        Check(zombie <= limit, $"a zombie's tasks worked on for {zombie.TotalSeconds:0.0} s");
    }

    /// <summary>Waits until every task runs on a present worker and has delivered something new since the time, and notes how long that took.</summary>
    /// <param name="since">The end of the fault, in milliseconds since 1970.</param>
    /// <param name="seconds">Limit.</param>
    public async Task RecoverAsync(long since, int seconds = 120)
    {
        await AwaitDeliveryAsync(since, seconds);
        _seconds = Math.Max(_seconds ?? 0, (Now - since) / 1000.0);
    }

    /// <summary>The worker that leads the group, once all that are present name the same: one that has only just come back knows none yet.</summary>
    public async Task<WorkerProcess> LeaderAsync()
    {
        WorkerProcess? leader = null;
        await AwaitAsync(async () => (leader = await FindLeaderAsync()) is not null, "the workers agree on a leader");
        return leader!;
    }

    /// <summary>Polls until the condition holds.</summary>
    public static async Task AwaitAsync(Func<Task<bool>> condition, string what, int seconds = 120)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"{what}: not within {seconds} s");
            }
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Flow.Dispose();
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }
        await Brokers.DisposeAsync();
        _plugins.Dispose();
    }

    private async Task<WorkerProcess?> FindLeaderAsync()
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var worker in Present)
        {
            named.Add(LeaderName().Match((await worker.Client.GetAsync("/metrics")).Body).Groups[1].Value);
        }
        return named.Count == 1 ? Workers.Find(worker => named.Single().Contains(worker.WorkerId + "/", StringComparison.Ordinal)) : null;
    }

    private async Task AwaitDeliveryAsync(long since, int seconds = 120)
    {
        var waiting = "";
        try
        {
            await AwaitAsync(async () => (waiting = await WaitingForAsync(since)).Length == 0, "every task delivers again", seconds);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; {waiting}");
        }
    }

    /// <summary>What is not as it should be yet.</summary>
    private async Task<string> WaitingForAsync(long since)
    {
        if (Flow.Silent(since) is { Count: > 0 } silent)
        {
            return $"silent: {string.Join(", ", silent)}";
        }
        var present = Present.Select(worker => worker.WorkerId).ToHashSet();
        var statuses = await PartState.OfAllAsync(Any.Client);
        foreach (var connector in Flow.Connectors)
        {
            var states = statuses.GetValueOrDefault(connector, []);
            var tasks = connector == CountingFlow.Sink ? CountingFlow.SinkTasks : _setup.TasksEach;
            if (states.Count != tasks + 1 || states.Exists(part => part.State != "RUNNING" || !present.Contains(part.Worker)))
            {
                return $"{connector}: {string.Join(", ", states)}";
            }
        }
        return "";
    }

    private void Judge(HopCount source, HopCount sink)
    {
        Check(source.In > 0, "nothing was sent");
        Check(source.Lost == 0, $"{source.Lost} records lost on the way in");
        Check(sink.Lost == 0, $"{sink.Lost} records lost on the way out");
        var once = _setup.Guarantee != Guarantee.AtLeastOnce;
        Check(source.Duplicated == 0 || !once, $"{source.Duplicated} records duplicated on the way in");
        foreach (var record in Flow.Twice.Take(once ? 6 : 0))
        {
            Note($"twice: {record.Task} {record.Number}, made at {DateTimeOffset.FromUnixTimeMilliseconds(record.Made):HH:mm:ss.fff} by the start {record.Instance}");
        }
        Check(sink.Duplicated == 0 || _setup.Guarantee != Guarantee.CleanStop, $"{sink.Duplicated} records duplicated on the way out");
    }

    private void KeepLogs(string row)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Repository.Artifacts, "faults", row.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal)));
        foreach (var worker in Workers.Where(worker => worker.IsStarted))
        {
            File.Copy(worker.Process.LogFile, Path.Combine(directory.FullName, $"{worker.Url.Port}.log"), overwrite: true);
        }
        _notes.Add($"logs: {directory.FullName}");
    }

    [GeneratedRegex("leader_name=\"([^\"]+)\"")]
    private static partial Regex LeaderName();
}

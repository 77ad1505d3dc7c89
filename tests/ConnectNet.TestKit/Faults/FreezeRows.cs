using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Faults;

/// <summary>A worker that stands still for longer than its session lasts and then goes on: others have its work by then.</summary>
internal static class FreezeRows
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of("member stands still, then goes on", Setup, run => FreezeAsync(run, leader: false), quick: true),
        FaultRow.Of("leader stands still, then goes on", Setup, run => FreezeAsync(run, leader: true)),
    ];

    private static RowSetup Setup => new();

    private static async Task FreezeAsync(FaultRun run, bool leader)
    {
        var leading = await run.LeaderAsync();
        var frozen = leader ? leading : run.Workers.First(worker => worker != leading);
        run.Suspend(frozen, true);
        // Its tasks are at work elsewhere before it goes on.
        await run.RecoverAsync(FaultRun.Now);
        var old = Instances(run, frozen);
        var since = FaultRun.Now;
        run.Suspend(frozen, false);
        await run.RecoverAsync(since);
        await FaultRun.AwaitAsync(() => Task.FromResult(FaultRun.Now > since + 2 * Limit.TotalMilliseconds), "time passes", 60);
        var last = run.Flow.Watch.Seen.Where(record => old.Contains(record.Instance)).Select(record => record.Made).Append(since).Max();
        var zombie = TimeSpan.FromMilliseconds(last - since);
        run.Note($"{old.Count} tasks of the worker that stood still made their last record {zombie.TotalSeconds:0.0} s after it went on");
        run.Check(old.Count > 0, "the worker that stood still ran no task");
        run.Check(zombie <= Limit, $"a zombie's tasks worked on for {zombie.TotalSeconds:0.0} s");
    }

    private static HashSet<string> Instances(FaultRun run, WorkerProcess worker) =>
        [.. run.Flow.Watch.Seen.Where(record => record.Process == worker.Process.Id).Select(record => record.Instance)];
}

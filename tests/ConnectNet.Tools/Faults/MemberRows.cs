namespace ConnectNet.Tools.Faults;

/// <summary>
/// A worker that stands still for longer than its session lasts and then goes on, when others have its work already; a leader that dies; many
/// workers at once.
/// </summary>
internal static class MemberRows
{
    private static readonly TimeSpan ZombieLimit = TimeSpan.FromSeconds(10);

    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of("member stands still, then goes on", Setup, run => FreezeAsync(run, leader: false), quick: true),
        FaultRow.Of("leader stands still, then goes on", Setup, run => FreezeAsync(run, leader: true)),
        FaultRow.Of("leader loss, three times", Setup, LoseLeaderAsync, quick: true),
        FaultRow.Of("ten workers starting at once", Setup with { Workers = 10, Started = false }, StartAllAsync),
    ];

    private static RowSetup Setup => new();

    private static async Task FreezeAsync(FaultRun run, bool leader)
    {
        var leading = await run.LeaderAsync();
        var frozen = leader ? leading : run.Workers.First(worker => worker != leading);
        run.Suspend(frozen, true);
        // Its tasks are at work elsewhere before it goes on.
        await run.RecoverAsync(FaultRun.Now);
        var old = run.InstancesOf(frozen);
        var since = FaultRun.Now;
        run.Suspend(frozen, false);
        await run.RecoverAsync(since);
        await run.CheckZombiesAsync(old, since, ZombieLimit);
    }

    private static async Task LoseLeaderAsync(FaultRun run)
    {
        foreach (var _ in run.Workers)
        {
            var leader = await run.LeaderAsync();
            await run.KillAsync(leader);
            await run.RecoverAsync(FaultRun.Now);
            run.Check(await run.LeaderAsync() != leader, "a worker that is dead leads");
            await leader.RestartAsync();
        }
        await run.RecoverAsync(FaultRun.Now);
    }

    private static async Task StartAllAsync(FaultRun run)
    {
        var since = FaultRun.Now;
        await run.StartAsync();
        await run.RecoverAsync(since);
        var tasks = (await PartState.OfAllAsync(run.Any.Client)).Values.SelectMany(parts => parts.Skip(1)).Select(task => task.Worker).ToList();
        var shares = run.Workers.Select(worker => tasks.Count(task => task == worker.WorkerId)).ToList();
        run.Note($"tasks per worker: {string.Join(", ", shares.Order())}");
        run.Check(shares.Max() - shares.Min() <= 1, "the tasks are not balanced");
    }
}

using ConnectNet.Tools.Faults.Plugins;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>Exactly-once sources on three brokers: whoever reads committed records misses none and sees none twice.</summary>
internal static class ExactlyOnceRows
{
    private static readonly (string Key, string Value)[] Enabled = [("exactly.once.source.support", "enabled")];

    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of(
            "exactly-once, killed in every phase", Setup(("connector.class", "test.MortalSource"), ("rate", "200")), KillInEveryPhaseAsync, quick: true),
        Bounces("exactly-once, hard bounces, no pauses", clean: false),
        Bounces("exactly-once, clean bounces, no pauses", clean: true),
        Bounces(
            "exactly-once by interval, hard bounces",
            clean: false,
            ("transaction.boundary", "interval"),
            ("transaction.boundary.interval.ms", "500"),
            ("offsets.storage.topic", "own-offsets")),
        FaultRow.Of("exactly-once, new tasks and a frozen worker", Setup(), ReconfigureWhileFrozenAsync),
        FaultRow.Of(
            "exactly-once disabled, preparing, enabled",
            Setup() with { Guarantee = Guarantee.CleanStop, WorkerProperties = [("exactly.once.source.support", "disabled")], SourceConfig = [] },
            EnableAsync),
        FaultRow.Of("exactly-once, one of three brokers lost", Setup(), BrokerRows.LoseOneAsync),
    ];

    private static FaultRow Bounces(string name, bool clean, params (string Key, string Value)[] source) => new(
        name,
        quick => FaultRun.RunAsync(name, Setup(source), run => BounceRows.BounceAsync(run, quick ? 1 : 3, clean, pauses: false)));

    private static RowSetup Setup(params (string Key, string Value)[] source) => new()
    {
        Brokers = 3,
        Guarantee = Guarantee.ExactlyOnceSource,
        WorkerProperties = Enabled,
        SourceConfig = [("exactly.once.support", "required"), .. source],
    };

    private static async Task KillInEveryPhaseAsync(FaultRun run)
    {
        foreach (var moment in MortalSourceTask.Moments)
        {
            run.Flow.Control("kill-" + moment, exists: true);
            if (moment == "start")
            {
                await run.Any.Client.SendAsync(HttpMethod.Post, $"/connectors/{run.Flow.Sources[0]}/restart?includeTasks=true");
            }
            var dead = (WorkerProcess?)null;
            await FaultRun.AwaitAsync(
                () => Task.FromResult((dead = run.Workers.Find(worker => worker.Process.HasExited)) is not null), $"a worker dies at the moment '{moment}'");
            await dead!.RestartAsync();
            await run.RecoverAsync(FaultRun.Now);
        }
        run.Note($"killed at: {string.Join(", ", MortalSourceTask.Moments)}");
    }

    /// <summary>While a worker stands still its tasks go to others, and get new configs; when it goes on its own tasks must not write.</summary>
    private static async Task ReconfigureWhileFrozenAsync(FaultRun run)
    {
        foreach (var worker in run.Workers)
        {
            run.Suspend(worker, true);
            await run.RecoverAsync(FaultRun.Now);
            foreach (var source in run.Flow.Sources)
            {
                (await run.Any.Client.ChangeAsync(HttpMethod.Patch, $"/connectors/{source}/config", $$"""{"rate":"{{Random.Shared.Next(15, 60)}}"}""")).Expect();
            }
            await run.RecoverAsync(FaultRun.Now);
            run.Suspend(worker, false);
            // Its herder has had a turn, and its tasks their last chance.
            await FaultRun.AwaitAsync(async () => (await worker.Client.GetAsync("/health")).Status == 200, "the worker that stood still is well", 120);
            await run.StopAsync(worker);
            await worker.RestartAsync();
            await run.RecoverAsync(FaultRun.Now);
        }
    }

    private static async Task EnableAsync(FaultRun run)
    {
        foreach (var support in (string[])["preparing", "enabled"])
        {
            await RollingRows.ReconfigureAsync(run, ("exactly.once.source.support", support));
        }
    }
}

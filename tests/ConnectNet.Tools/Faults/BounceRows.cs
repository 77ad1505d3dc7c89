namespace ConnectNet.Tools.Faults;

/// <summary>
/// Every worker stopped or killed, one after the other, in three rounds of which each begins with another worker; with pauses, until all works
/// again, and without.
/// </summary>
internal static class BounceRows
{
    public static IEnumerable<FaultRow> All() =>
        from protocol in (string[])["sessioned", "compatible", "eager"]
        from clean in (bool[])[true, false]
        from pauses in (bool[])[true, false]
        select new FaultRow(
            $"{(clean ? "clean" : "hard")} bounces, {protocol}, {(pauses ? "with" : "no")} pauses",
            quick => FaultRun.RunAsync(
                $"{(clean ? "clean" : "hard")} bounces {protocol} {(pauses ? "with" : "no")} pauses",
                new RowSetup
                {
                    Guarantee = clean ? Guarantee.CleanStop : Guarantee.AtLeastOnce,
                    WorkerProperties = [("connect.protocol", protocol)],
                },
                run => BounceAsync(run, quick ? 1 : 3, clean, pauses)))
        {
            Quick = !pauses && (protocol == "sessioned" || (protocol == "eager" && !clean)),
        };

    /// <summary>Stops or kills each worker and starts it again, in some rounds.</summary>
    public static async Task BounceAsync(FaultRun run, int rounds, bool clean, bool pauses)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < run.Workers.Count; i++)
            {
                var worker = run.Workers[(round + i) % run.Workers.Count];
                await (clean ? run.StopAsync(worker) : run.KillAsync(worker));
                await worker.RestartAsync();
                if (pauses)
                {
                    await run.RecoverAsync(FaultRun.Now);
                }
            }
        }
        await run.RecoverAsync(FaultRun.Now);
    }
}

namespace ConnectNet.Tools.Faults;

/// <summary>Much work on few workers.</summary>
internal static class ScaleRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of(
            "500 connectors with 1,000 tasks",
            new RowSetup { Sources = 500, SourceConfig = [("rate", "1")], Started = false },
            KillOneAsync),
    ];

    /// <summary>One of three workers dies with its third of the work.</summary>
    private static async Task KillOneAsync(FaultRun run)
    {
        var since = FaultRun.Now;
        await run.StartAsync(1800);
        run.Note($"everything runs {(FaultRun.Now - since) / 1000.0:0} s after the start of the workers");
        NoteFigures(run);
        await run.KillAsync(run.Workers[0]);
        await run.RecoverAsync(FaultRun.Now, 600);
        NoteFigures(run);
        await run.Workers[0].RestartAsync();
        await run.RecoverAsync(FaultRun.Now, 600);
    }

    private static void NoteFigures(FaultRun run) => run.Note("worker memory: " + string.Join(
        ", ", run.Present.Select(worker => $"{worker.Process.Figures.ResidentBytes / 1_000_000} MB")));
}

namespace ConnectNet.Tools.Faults;

/// <summary>Everything restarted one by one, as an upgrade does.</summary>
internal static class RollingRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of(
            "rolling restart of all brokers and workers",
            new RowSetup
            {
                Brokers = 3,
                Guarantee = Guarantee.CleanStop,
                // As on the Java worker it is off: who stops a broker between a write and its answer has the write repeated.
                WorkerProperties = [("producer.enable.idempotence", "true")],
            },
            RestartAllAsync),
        FaultRow.Of(
            "rolling change from eager to sessioned",
            new RowSetup { Guarantee = Guarantee.CleanStop, WorkerProperties = [("connect.protocol", "eager")] },
            run => ReconfigureAsync(run, ("connect.protocol", "sessioned")),
            quick: true),
    ];

    /// <summary>Stops each worker, changes its properties and starts it again; all works in between.</summary>
    public static async Task ReconfigureAsync(FaultRun run, params (string Key, string Value)[] properties)
    {
        foreach (var worker in run.Workers)
        {
            await run.StopAsync(worker);
            foreach (var (key, value) in properties)
            {
                worker.Reconfigure(key, value);
            }
            await worker.RestartAsync();
            await run.RecoverAsync(FaultRun.Now);
        }
        var protocol = (await run.Any.Client.GetAsync("/metrics")).Body.Split('\n').First(line => line.Contains("connect_protocol=", StringComparison.Ordinal));
        run.Note(protocol);
    }

    private static async Task RestartAllAsync(FaultRun run)
    {
        foreach (var node in run.Brokers.Nodes)
        {
            await node.Process.TerminateAsync(TimeSpan.FromSeconds(60));
            await node.RestartAsync();
            await BrokerRows.AwaitInSyncAsync(run);
        }
        await ReconfigureAsync(run);
    }
}

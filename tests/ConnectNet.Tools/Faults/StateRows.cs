using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>What operators set and restart: it holds through a full restart, and every worker says the same.</summary>
internal static class StateRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of("paused and stopped through a full restart", new RowSetup { Guarantee = Guarantee.CleanStop }, RestartWholeAsync),
        FaultRow.Of("restart of failed connectors and tasks", new RowSetup(), RestartFailedAsync, quick: true),
    ];

    private static async Task RestartWholeAsync(FaultRun run)
    {
        var (paused, stopped) = (run.Flow.Sources[0], run.Flow.Sources[1]);
        (await run.Any.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{paused}/pause")).Expect();
        (await run.Any.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{stopped}/stop")).Expect();
        await AwaitStatesAsync(run, paused, 3, "PAUSED");
        await AwaitStatesAsync(run, stopped, 1, "STOPPED");
        await Task.WhenAll(run.Workers.Select(run.StopAsync));
        var since = FaultRun.Now;
        await Task.WhenAll(run.Workers.Select(worker => worker.RestartAsync()));
        await AwaitStatesAsync(run, paused, 3, "PAUSED");
        await AwaitStatesAsync(run, stopped, 1, "STOPPED");
        await AwaitStatesAsync(run, run.Flow.Sources[2], 3, "RUNNING");
        await AwaitStatesAsync(run, CountingFlow.Sink, 3, "RUNNING");
        var awake = run.Flow.Watch.Seen.Where(record => record.Made > since).Select(record => record.Task.Split('-')[0]).Distinct();
        run.Check(awake.All(source => source == run.Flow.Sources[2]), "a connector that was paused or stopped made records");
        since = FaultRun.Now;
        foreach (var connector in (string[])[paused, stopped])
        {
            (await run.Any.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{connector}/resume")).Expect();
        }
        await run.RecoverAsync(since);
    }

    /// <summary>Connectors and tasks, source and sink, restarted through each worker in turn, wherever they run.</summary>
    private static async Task RestartFailedAsync(FaultRun run)
    {
        foreach (var (worker, i) in run.Workers.Select((worker, i) => (worker, i)))
        {
            foreach (var connector in (string[])[run.Flow.Sources[i], CountingFlow.Sink])
            {
                await FailAndRestartAsync(run, worker, connector, "fail-task", task => $"/tasks/{task}/restart");
                await FailAndRestartAsync(run, worker, connector, "fail-task", _ => "/restart?includeTasks=true&onlyFailed=true");
                await FailConnectorAsync(run, worker, connector);
            }
        }
        await run.RecoverAsync(FaultRun.Now);
    }

    private static async Task FailAndRestartAsync(FaultRun run, WorkerProcess worker, string connector, string control, Func<int, string> path)
    {
        run.Flow.Control($"{control}.{connector}", true);
        await worker.Client.AwaitAsync(
            connector, status => status["tasks"]!.AsArray().All(task => (string?)task!["state"] == "FAILED"), "failed tasks");
        run.Flow.Control($"{control}.{connector}", false);
        var since = FaultRun.Now;
        foreach (var request in Enumerable.Range(0, 2).Select(path).Distinct())
        {
            (await worker.Client.ChangeAsync(HttpMethod.Post, $"/connectors/{connector}{request}")).Expect();
        }
        await AwaitStatesAsync(run, connector, 3, "RUNNING");
        await run.RecoverAsync(since);
    }

    private static async Task FailConnectorAsync(FaultRun run, WorkerProcess worker, string connector)
    {
        run.Flow.Control($"fail-connector.{connector}", true);
        await worker.Client.ChangeAsync(HttpMethod.Post, $"/connectors/{connector}/restart");
        await worker.Client.AwaitAsync(connector, status => (string?)status["connector"]!["state"] == "FAILED", "a failed connector");
        run.Flow.Control($"fail-connector.{connector}", false);
        (await worker.Client.ChangeAsync(HttpMethod.Post, $"/connectors/{connector}/restart?onlyFailed=true")).Expect();
        await AwaitStatesAsync(run, connector, 3, "RUNNING");
    }

    /// <summary>Waits until every worker says so.</summary>
    private static async Task AwaitStatesAsync(FaultRun run, string connector, int parts, string state)
    {
        foreach (var worker in run.Present)
        {
            await FaultRun.AwaitAsync(
                async () => await PartState.OfAsync(worker.Client, connector) is { } states && states.Count == parts && states.TrueForAll(part => part.State == state),
                $"{worker.WorkerId} says that {connector} is {state}");
        }
    }
}

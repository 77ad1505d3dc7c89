using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Faults;

/// <summary>Workers that have to show who they are, and may do only what they are allowed to, until they may no more.</summary>
internal static class SecurityRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        new("SASL_SSL throughout, a worker killed", _ => RunAsync("SASL_SSL", KillAsync)),
        new("credential revoked while running", _ => RunAsync("credential revoked", RevokeCredentialAsync)),
        new("ACL of the topic revoked while running", _ => RunAsync("topic ACL revoked", run => RevokeAsync(run, ResourceType.Topic, CountingFlow.Topic))),
        new("ACL of the group revoked while running", _ => RunAsync("group ACL revoked", run => RevokeAsync(run, ResourceType.Group, FaultRun.Group))),
    ];

    private static async Task<RowResult> RunAsync(string name, Func<FaultRun, Task> fault)
    {
        using var listener = await SecuredListener.CreateAsync();
        var setup = new RowSetup
        {
            BrokerSettings = listener.BrokerSettings,
            WorkerProperties = listener.WorkerProperties,
            Prepare = brokers => SecuredListener.AllowAsync(brokers.BootstrapServers),
        };
        return await FaultRun.RunAsync(name, setup, fault);
    }

    private static async Task KillAsync(FaultRun run)
    {
        await run.KillAsync(run.Workers[0]);
        await run.RecoverAsync(FaultRun.Now);
        await run.Workers[0].RestartAsync();
        await run.RecoverAsync(FaultRun.Now);
    }

    private static async Task RevokeCredentialAsync(FaultRun run)
    {
        // A worker ends where its member of the group finds out first, and waits where a client for its internal topics does.
        await SecuredListener.DeleteUserAsync(run.Brokers.BootstrapServers);
        await Task.Delay(TimeSpan.FromSeconds(40));
        run.Note($"after 40 s {run.Present.Count()} workers had not ended");
        await SecuredListener.AddUserAsync(run.Brokers.BootstrapServers);
        await ReviveAsync(run);
    }

    private static async Task RevokeAsync(FaultRun run, ResourceType type, string name)
    {
        await SecuredListener.DenyAsync(run.Brokers.BootstrapServers, type, name, true);
        await AwaitEffectAsync(run);
        await SecuredListener.DenyAsync(run.Brokers.BootstrapServers, type, name, false);
        await ReviveAsync(run);
    }

    /// <summary>As on the Java worker, who may not use the topic has failed tasks, and who may not be in the group ends.</summary>
    private static async Task AwaitEffectAsync(FaultRun run)
    {
        var states = new List<PartState>();
        await FaultRun.AwaitAsync(
            async () =>
            {
                states = run.Present.FirstOrDefault() is { } present
                    ? [.. (await PartState.OfAllAsync(present.Client)).Values.SelectMany(parts => parts.Skip(1))]
                    : [];
                return !run.Present.Any() || (states.Count > 0 && states.TrueForAll(task => task.State == "FAILED"));
            },
            "every task has failed, or every worker has ended");
        run.Note(run.Present.Any() ? $"{states.Count} tasks failed, {run.Present.Count()} workers go on" : "every worker ended");
    }

    /// <summary>What an operator does, until all runs: starts workers that have ended, and restarts what has failed.</summary>
    private static async Task ReviveAsync(FaultRun run)
    {
        var since = FaultRun.Now;
        for (var tries = 0; ; tries++)
        {
            foreach (var worker in run.Workers.Where(worker => worker.Process.HasExited))
            {
                run.Note($"{worker.WorkerId} had ended with {worker.Process.ExitCode}: {worker.Process.Log.TrimEnd().Split('\n')[^1]}");
                run.Check(worker.Process.ExitCode == 1, $"{worker.WorkerId} did not end in order, but with {worker.Process.ExitCode}");
                await worker.RestartAsync();
            }
            try
            {
                foreach (var connector in run.Flow.Connectors)
                {
                    await run.Any.Client.ChangeAsync(HttpMethod.Post, $"/connectors/{connector}/restart?includeTasks=true&onlyFailed=true");
                }
                await run.RecoverAsync(since, 20);
                return;
            }
            catch (Exception e) when (e is TimeoutException or HttpRequestException && tries < 8)
            {
                // Another worker has ended meanwhile, or is slow.
            }
        }
    }
}

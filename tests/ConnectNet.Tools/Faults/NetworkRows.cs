using System.Diagnostics;
using System.Text.Json.Nodes;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>Networks that are cut: between a worker and the broker, and between the workers' REST interfaces.</summary>
internal static class NetworkRows
{
    private static readonly TimeSpan ZombieLimit = TimeSpan.FromSeconds(10);

    public static IEnumerable<FaultRow> All() =>
    [
        new("network cut between a worker and the broker", _ => CutAsync()),
        FaultRow.Of("REST cut: workers advertise wrong addresses", new RowSetup(), MisleadAsync),
    ];

    private static async Task<RowResult> CutAsync()
    {
        var inner = Ports.Free();
        await using var proxy = TcpProxy.Start(inner);
        var setup = new RowSetup
        {
            BrokerSettings =
            [
                ("listeners", $"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},CUT://127.0.0.1:{inner}"),
                ("advertised.listeners", $"PLAINTEXT://127.0.0.1:{{port}},CUT://127.0.0.1:{proxy.Port}"),
                ("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,CUT:PLAINTEXT"),
            ],
            Worker = (settings, index) => _ = index == 2 ? settings.With("bootstrap.servers", $"127.0.0.1:{proxy.Port}") : settings,
        };
        return await FaultRun.RunAsync("network cut", setup, run => CutAsync(run, proxy));
    }

    /// <summary>The worker that is cut off ends up without work, the others with all of it; then the network is there again.</summary>
    private static async Task CutAsync(FaultRun run, TcpProxy proxy)
    {
        var lonely = run.Workers[2];
        run.Check(run.Flow.Watch.Seen.Any(record => record.Process == lonely.Process.Id), "the worker to be cut off runs no source task");
        proxy.Cut();
        run.Away(lonely, true);
        await run.RecoverAsync(FaultRun.Now);
        var old = run.InstancesOf(lonely);
        await Task.Delay(TimeSpan.FromSeconds(15));
        var since = FaultRun.Now;
        proxy.Mend();
        run.Away(lonely, false);
        await run.RecoverAsync(since);
        await run.CheckZombiesAsync(old, since, ZombieLimit);
    }

    /// <summary>
    /// Every worker advertises a port where nobody listens. Records flow on; what a worker has to ask of another fails in time, and says why. A change
    /// made meanwhile takes effect when the addresses are right again.
    /// </summary>
    private static async Task MisleadAsync(FaultRun run)
    {
        for (var i = 0; i < run.Workers.Count; i++)
        {
            await RestartAsync(run, run.Workers[i], $"{i + 1}");
        }
        var source = run.Flow.Sources[0];
        var changed = new JsonObject(run.Flow.SourceConfig().Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))) { ["rate"] = "21" };
        foreach (var worker in run.Workers)
        {
            await AskAsync(run, worker, HttpMethod.Post, $"/connectors/{run.Flow.Sources[1]}/restart?includeTasks=true", null);
            await AskAsync(run, worker, HttpMethod.Put, $"/connectors/{source}/config", changed.ToJsonString());
        }
        foreach (var worker in run.Workers)
        {
            await RestartAsync(run, worker, $"{worker.Url.Port}");
        }
        await run.RecoverAsync(FaultRun.Now);
        await FaultRun.AwaitAsync(
            async () => (await run.Any.Client.GetAsync($"/connectors/{source}/tasks")).Body.Contains("\"rate\":\"21\"", StringComparison.Ordinal),
            "the change has reached the tasks");
        await run.RecoverAsync(FaultRun.Now);
    }

    private static async Task RestartAsync(FaultRun run, WorkerProcess worker, string port)
    {
        await run.StopAsync(worker);
        worker.Reconfigure("rest.advertised.port", port);
        await worker.RestartAsync();
        await run.RecoverAsync(FaultRun.Now);
    }

    private static async Task AskAsync(FaultRun run, WorkerProcess worker, HttpMethod method, string path, string? json)
    {
        var clock = Stopwatch.StartNew();
        var answer = await worker.Client.ChangeAsync(method, path, json);
        run.Note($"{method} {path} at {worker.WorkerId}: {answer.Status} in {clock.Elapsed.TotalSeconds:0.0} s {(answer.Status >= 300 ? answer.Body : "")}");
        run.Check(answer.Status is >= 200 and < 300 or 500 && clock.Elapsed.TotalSeconds < 60, $"{worker.WorkerId} answered {answer.Status}: {answer.Body}");
    }
}

using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster.Plugins;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// A cluster of one Java worker and one of ours, with connectors whose class only one of them has: what each leader answers to those who
/// create, change and delete them, where they run, and what the status says on both.
/// </summary>
public sealed class PluginPlacementTests
{
    // Not in ours, which offers no MirrorMaker.
    private const string JavaClass = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";

    private static readonly string NetConfig = $$"""{"connector.class":"{{typeof(StuckSourceConnector).FullName}}","stuck":"nowhere"}""";

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Connectors_of_one_kind_run_on_that_kind_while_ours_leads()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("placed");
        using var plugins = PluginDirectory.Of(typeof(StuckSourceConnector).Assembly);
        WorkerSettings Settings() => WorkerSettings.Distributed(broker.BootstrapServers, group).With("scheduled.rebalance.max.delay.ms", "0");
        await using var java = await JavaWorker.StartDistributedAsync(Settings());
        await using var ours = await WorkerProcess.StartDistributedAsync(Settings().With("plugin.path", plugins.Path));
        var javaConfig = HeartbeatConfig(broker.BootstrapServers, group);

        // Java leads. It gives its own connectors to whoever has least, and they fail where the class is not; ours are unknown to it.
        await AwaitMembersAsync(java, ours);
        foreach (var name in new[] { "j0", "j1" })
        {
            Assert.Equal(201, (await java.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{name}/config", javaConfig)).Status);
        }

        var lost = await AwaitSplitAsync(java, ours);
        await AssertSameStatusAsync(lost, java, ours);
        AssertUnknownClass(await java.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig));
        AssertUnknownClass(await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig));
        AssertUnknownClass(await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/j2/config", javaConfig));

        // Ours leads: its own connectors can be made.
        await java.StopAsync();
        await AwaitAsync(ours, "j0", ours.WorkerId, "FAILED");
        await AwaitAsync(ours, "j1", ours.WorkerId, "FAILED");
        Assert.Equal(201, (await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig)).Status);
        await AwaitAsync(ours, "net", ours.WorkerId, "RUNNING");

        // Java follows: everything goes to where its class is, and both tell the same.
        await java.RestartAsync();
        foreach (var (name, worker) in new[] { ("j0", java.WorkerId), ("j1", java.WorkerId), ("net", ours.WorkerId) })
        {
            await AwaitAsync(ours, name, worker, "RUNNING");
            await AssertSameStatusAsync(name, java, ours);
        }

        // The leader looks at what it writes, and so does who is asked: a connector changes only where both have its class.
        AssertUnknownClass(await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/j0/config", javaConfig));
        AssertUnknownClass(await java.Client.ChangeAsync(HttpMethod.Put, "/connectors/j0/config", javaConfig));
        AssertUnknownClass(await java.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig));
        Assert.Equal(200, (await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig)).Status);
        Assert.Equal(204, (await ours.Client.ChangeAsync(HttpMethod.Delete, "/connectors/j0")).Status);

        // Java leads again, with a connector of ours that it cannot run.
        Assert.Equal(0, await ours.StopAsync());
        await AwaitAsync(java, "net", java.WorkerId, "FAILED");
        await ours.RestartAsync();
        await AwaitMembersAsync(java, ours);
        AssertUnknownClass(await ours.Client.ChangeAsync(HttpMethod.Put, "/connectors/net/config", NetConfig));
        Assert.Equal(204, (await ours.Client.ChangeAsync(HttpMethod.Delete, "/connectors/net")).Status);
        Assert.Equal(204, (await java.Client.ChangeAsync(HttpMethod.Delete, "/connectors/j1")).Status);
    }

    private static string HeartbeatConfig(string servers, string group) => new JsonObject
    {
        ["connector.class"] = JavaClass,
        ["source.cluster.alias"] = group,
        ["target.cluster.alias"] = "here",
        ["source.cluster.bootstrap.servers"] = servers,
        ["target.cluster.bootstrap.servers"] = servers,
        ["heartbeats.topic.replication.factor"] = "1",
    }.ToJsonString();

    private static void AssertUnknownClass(RestAnswer answer)
    {
        Assert.Equal(400, answer.Status);
        Assert.Contains("Failed to find any class that implements Connector and which name matches", (string?)answer.Json!["message"], StringComparison.Ordinal);
    }

    private static Task<JsonNode> AwaitAsync(ConnectWorker asked, string connector, string worker, string state) => asked.Client.AwaitAsync(
        connector,
        status => (string?)status["connector"]!["worker_id"] == worker && (string?)status["connector"]!["state"] == state
            && (state == "FAILED" || status["tasks"]!.AsArray().All(task => (string?)task!["worker_id"] == worker && (string?)task["state"] == state)),
        $"{state} on {worker}");

    /// <summary>Waits until one of the Java connectors runs on the Java worker and the other has failed on ours; gives the latter.</summary>
    private static async Task<string> AwaitSplitAsync(ConnectWorker java, ConnectWorker ours)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var states = new List<(string Name, string? Worker, string? State)>();
            foreach (var name in new[] { "j0", "j1" })
            {
                var status = (await java.Client.GetAsync($"/connectors/{name}/status")).Json;
                states.Add((name, (string?)status?["connector"]?["worker_id"], (string?)status?["connector"]?["state"]));
            }

            if (states.Any(state => state.Worker == java.WorkerId && state.State == "RUNNING")
                && states.Find(state => state.Worker == ours.WorkerId && state.State == "FAILED").Name is { } failed)
            {
                return failed;
            }

            Assert.False(limit.IsCancellationRequested, "The connectors are not shared: " + string.Join(", ", states));
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until both have read what the other wrote, and the group has come to rest: changes are accepted then.</summary>
    private static Task AwaitMembersAsync(ConnectWorker java, ConnectWorker ours) => ours.Process.WaitUntilAsync(
        async () => (await ours.Client.GetAsync("/health")).Status == 200
            && ours.Process.Log.Contains("Successfully synced group", StringComparison.Ordinal)
            && (await java.Client.GetAsync("/health")).Status == 200,
        "the workers do not form a group",
        TimeSpan.FromSeconds(60));

    private static async Task AssertSameStatusAsync(string connector, ConnectWorker java, ConnectWorker ours)
    {
        static string Places(JsonNode status) => string.Join(
            ' ', status["tasks"]!.AsArray().Prepend(status["connector"]).Select(part => $"{part!["worker_id"]}:{part["state"]}"));
        Assert.Equal(Places(await java.Client.StatusAsync(connector)), Places(await ours.Client.StatusAsync(connector)));
    }
}

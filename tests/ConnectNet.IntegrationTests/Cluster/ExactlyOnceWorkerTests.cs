using System.Text;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Faults;
using ConnectNet.Tools.Faults.Plugins;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// Exactly-once sources in whole workers that are killed in the middle of things; the matrix of <c>./connectnet faults</c> kills them at every
/// moment, on three brokers.
/// </summary>
public sealed class ExactlyOnceWorkerTests
{
    [KafkaFact(Needs = Needs.Transactions | Needs.Workers)]
    public async Task A_worker_that_is_killed_in_a_transaction_loses_and_repeats_nothing()
    {
        var broker = await KafkaBroker.SharedAsync();
        var name = ClusterNames.Unique("mortal");
        await broker.CreateTopicAsync(name, 2);
        using var plugins = PluginDirectory.Of(typeof(MortalSourceConnector).Assembly);
        using var control = TempDirectory.Create();
        WorkerSettings Settings() => WorkerSettings.Distributed(broker.BootstrapServers, name)
            .With("plugin.path", plugins.Path)
            .With("exactly.once.source.support", "enabled")
            .With("key.converter", "org.apache.kafka.connect.storage.StringConverter")
            .With("value.converter", "org.apache.kafka.connect.storage.StringConverter")
            .With("session.timeout.ms", "6000")
            .With("heartbeat.interval.ms", "1000")
            .With("scheduled.rebalance.max.delay.ms", "0");
        await using var first = await WorkerProcess.StartDistributedAsync(Settings());
        await using var second = await WorkerProcess.StartDistributedAsync(Settings());
        var config = new Dictionary<string, string>
        {
            ["connector.class"] = "test.MortalSource",
            ["exactly.once.support"] = "required",
            ["tasks.max"] = "2",
            ["topic"] = name,
            ["control"] = control.Path,
            ["rate"] = "200",
        };
        await first.Client.PutConfigAsync("numbers", config);
        await first.Client.AwaitRunningAsync("numbers", 2);

        foreach (var moment in (string[])["batch", "offsets"])
        {
            await File.WriteAllTextAsync(control.File("kill-" + moment), "");
            await FaultRun.AwaitAsync(
                () => Task.FromResult(first.Process.HasExited || second.Process.HasExited), $"a worker dies at the moment '{moment}'");
            await (first.Process.HasExited ? first : second).RestartAsync();
            await first.Client.AwaitRunningAsync("numbers", 2, 120);
        }

        // Three tasks instead of two: the leader fences both of the last generation.
        await first.Client.PutConfigAsync("numbers", new Dictionary<string, string>(config) { ["tasks.max"] = "3" });
        await first.Client.AwaitRunningAsync("numbers", 3);
        (await first.Client.ChangeAsync(HttpMethod.Put, "/connectors/numbers/stop")).Expect();
        await first.Client.AwaitAsync("numbers", status => status["tasks"]!.AsArray().Count == 0, "no tasks");

        var offsets = (await first.Client.GetAsync("/connectors/numbers/offsets")).Expect()!["offsets"]!.AsArray()
            .ToDictionary(offset => (string)offset!["partition"]!["task"]!, offset => (long)offset!["offset"]!["n"]!);
        var tasks = TopicData.Read(broker.BootstrapServers, name)
            .Select(record => CountedRecord.Parse(Encoding.UTF8.GetString(record.Message.Key!), Encoding.UTF8.GetString(record.Message.Value!)))
            .GroupBy(record => record.Task, record => record.Number);
        foreach (var task in tasks)
        {
            Assert.Equal(Enumerable.Range(0, (int)offsets[task.Key] + 1).Select(number => (long)number), task);
        }

        // What was aborted is there for readers of uncommitted records, or nothing was tested.
        Assert.True(TopicData.Read(broker.BootstrapServers, name, committedOnly: false).Count > TopicData.Read(broker.BootstrapServers, name).Count);
        Assert.Equal(["2", "3"], FencingRecords(broker.BootstrapServers, name + "-configs").TakeLast(2));

        (await first.Client.SendAsync(HttpMethod.Delete, "/connectors/numbers/offsets")).Expect();
        Assert.Equal("""{"offsets":[]}""", (await first.Client.GetAsync("/connectors/numbers/offsets")).Body);
        Assert.Equal(["3", "0"], FencingRecords(broker.BootstrapServers, name + "-configs").TakeLast(2));
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await first.StopAsync());
    }

    private static IEnumerable<string> FencingRecords(string bootstrapServers, string topic) => TopicData.Read(bootstrapServers, topic)
        .Where(record => Encoding.UTF8.GetString(record.Message.Key!).StartsWith("tasks-fencing-", StringComparison.Ordinal))
        .Select(record => Encoding.UTF8.GetString(record.Message.Value!)["{\"task-count\":".Length..^1]);
}

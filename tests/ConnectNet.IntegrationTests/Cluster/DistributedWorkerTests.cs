using System.Text;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>One distributed worker: all of its state is in Kafka.</summary>
public sealed class DistributedWorkerTests
{
    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_restarted_worker_goes_on_where_it_was()
    {
        var broker = await KafkaBroker.SharedAsync();
        var topic = ClusterNames.Unique("restart");
        await broker.CreateTopicAsync(topic);
        using var source = new FileSource(topic);
        source.Append(10);
        await using var worker = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, topic));
        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.AwaitRunningAsync("src");
        await worker.Client.PutConfigAsync("stopped", new Dictionary<string, string>(source.Config) { ["topic"] = topic + "-other" });
        await worker.Client.AwaitRunningAsync("stopped");
        await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/stopped/stop");
        source.AssertDelivered(broker.BootstrapServers);

        Assert.Equal(0, await worker.StopAsync());
        source.Append(10);
        await worker.RestartAsync();
        await worker.Client.AwaitRunningAsync("src");
        source.AssertDelivered(broker.BootstrapServers);
        await worker.Client.AwaitAsync("stopped", status => (string?)status["connector"]!["state"] == "STOPPED", "STOPPED");
        Assert.Equal("[]", (await worker.Client.GetAsync("/connectors/stopped/tasks")).Body);

        // Delivery is at least once: after a kill only what was not committed comes again.
        var position = $"\"position\":{new FileInfo(source.Path).Length}}}";
        while (!(await worker.Client.GetAsync("/connectors/src/offsets")).Body.Contains(position, StringComparison.Ordinal))
        {
            await Task.Delay(50);
        }

        await worker.KillAsync();
        await worker.RestartAsync();
        source.Append(10);
        await worker.Client.AwaitRunningAsync("src");
        source.AssertDelivered(broker.BootstrapServers);
        Assert.Equal(0, await worker.StopAsync());
    }

    [KafkaFact(Needs = Needs.Compaction | Needs.TopicAdmin)]
    public async Task An_internal_topic_that_is_not_compacted_ends_the_worker()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("policy");
        await broker.CreateTopicAsync(group + "-configs", 1, new Dictionary<string, string> { ["cleanup.policy"] = "delete" });
        await using var worker = WorkerProcess.Distributed(WorkerSettings.Distributed(broker.BootstrapServers, group));
        worker.Start();
        await worker.Process.WaitUntilAsync(() => Task.FromResult(worker.Process.HasExited), "the worker goes on", TimeSpan.FromSeconds(60))
            .ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Equal(1, worker.Process.ExitCode);
        Assert.StartsWith(
            $"Topic '{group}-configs' supplied via the 'config.storage.topic' property is required to have 'cleanup.policy=compact'",
            worker.Process.Log.TrimEnd().Split('\n')[^1]);
    }

    [KafkaFact(Needs = Needs.Compaction | Needs.Workers)]
    public async Task The_leader_says_whom_it_waits_for_and_when_no_more()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("waits");
        WorkerSettings Settings() => WorkerSettings.Distributed(broker.BootstrapServers, group)
            .With("scheduled.rebalance.max.delay.ms", "2500").With("session.timeout.ms", "6000").With("heartbeat.interval.ms", "500");
        await using var leader = await WorkerProcess.StartDistributedAsync(Settings());
        await using var lost = await WorkerProcess.StartDistributedAsync(Settings());
        var topic = ClusterNames.Unique("waits-topic");
        await broker.CreateTopicAsync(topic);
        using var source = new FileSource(topic);
        foreach (var name in (string[])["a", "b"])
        {
            await leader.Client.PutConfigAsync(name, source.Config);
            await leader.Client.AwaitRunningAsync(name);
        }
        Assert.DoesNotContain(" Lost from the group: ", leader.Process.Log, StringComparison.Ordinal);

        await lost.KillAsync();

        const string Over = "Nobody is waited for any more: all work is handed out";
        await leader.Process.WaitUntilAsync(
            () => Task.FromResult(leader.Process.Log.Contains(Over, StringComparison.Ordinal)), "the leader waits on", TimeSpan.FromSeconds(60));
        var lines = leader.Process.Log.Split('\n').Where(line => line.Contains("Lost from the group: ", StringComparison.Ordinal) || line.Contains(Over, StringComparison.Ordinal));
        Assert.Collection(
            lines,
            line => Assert.Contains(
                $"WARN [Worker clientId=connect-{leader.WorkerId}, groupId={group}] Lost from the group: {lost.Url}. Their connectors and tasks wait 2500 ms for them to come back "
                    + "(scheduled.rebalance.max.delay.ms) ",
                line,
                StringComparison.Ordinal),
            line => Assert.Contains(" INFO ", line, StringComparison.Ordinal));
        foreach (var name in (string[])["a", "b"])
        {
            var status = await leader.Client.AwaitAsync(name, s => $"{s["connector"]!["worker_id"]}{s["tasks"]![0]!["worker_id"]}" == leader.WorkerId + leader.WorkerId, "the leader");
            Assert.Equal("RUNNING", (string?)status["connector"]!["state"]);
        }
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_new_key_is_written_when_the_old_one_is_too_old()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("keys");
        await using var worker = await WorkerProcess.StartDistributedAsync(
            WorkerSettings.Distributed(broker.BootstrapServers, group).With("inter.worker.key.ttl.ms", "500"));
        await worker.Process.WaitUntilAsync(
            async () => (await worker.Client.GetAsync("/health")).Status == 200, "the worker is not healthy", TimeSpan.FromSeconds(60));
        var keys = TopicData.Read(
            broker.BootstrapServers, group + "-configs", read => read.Count(record => Encoding.UTF8.GetString(record.Message.Key!) == "session-key") >= 3);
        Assert.Equal(3, keys.Select(record => Encoding.UTF8.GetString(record.Message.Value!)).Distinct().Count());
    }
}

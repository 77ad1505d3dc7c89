using System.Collections.Concurrent;
using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>The three stores on a broker: what one worker writes, another one reads, and a new one finds.</summary>
public sealed class KafkaStoresTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["connector.class"] = "X", ["name"] = "c" };

    private readonly KafkaClients _clients = new(NullLoggerFactory.Instance);
    private readonly string _group = "kafka-stores-" + Guid.NewGuid().ToString("N")[..8];

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task Configurations_reach_other_workers_and_later_ones()
    {
        var config = await WorkerAsync();
        var news = new BlockingCollection<string>();
        var (writer, reader) = (Configs(config), Configs(config));
        reader.Updates = new ConfigUpdates
        {
            TaskConfigsUpdated = tasks => news.Add(string.Join(",", tasks)),
            RestartRequested = request => news.Add(request.Connector),
        };
        writer.Start();
        reader.Start();
        writer.PutConnectorConfig("c", Config, TargetState.Paused);
        writer.PutTaskConfigs("c", [Config, Config]);
        Assert.Equal(2, writer.Snapshot().Tasks("c").Count);
        Assert.Equal(5, writer.Snapshot().Offset);
        writer.PutRestartRequest(new RestartRequest("c", false, true));
        Assert.Equal("c-0,c-1", Take(news));
        Assert.Equal("c", Take(news));
        await reader.RefreshAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.Equal(writer.Snapshot().Offset, reader.Snapshot().Offset);
        writer.RemoveConnectorConfig("c");
        writer.Stop();
        reader.Stop();

        var later = Configs(config);
        later.Start();
        Assert.False(later.Contains("c"));
        Assert.Equal(8, later.Snapshot().Offset);
        later.Stop();
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_leader_in_transactions_shuts_out_the_one_before()
    {
        var config = await WorkerAsync(("exactly.once.source.support", "enabled"));
        var (old, next) = (Configs(config), Configs(config));
        old.Start();
        next.Start();
        Assert.Throws<ConnectException>(() => old.PutConnectorConfig("a", Config));
        old.ClaimWritePrivileges();
        old.PutConnectorConfig("a", Config);
        Assert.Equal(1, old.Snapshot().Offset);

        next.ClaimWritePrivileges();
        next.PutConnectorConfig("b", Config);
        Assert.Throws<PrivilegedWriteException>(() => old.PutConnectorConfig("c", Config));
        await next.RefreshAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.Equal(["a", "b"], next.Snapshot().Connectors.Order());
        old.Stop();
        next.Stop();
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_topic_that_is_not_compacted_is_refused()
    {
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync(_group + "-configs", 1, new Dictionary<string, string> { ["cleanup.policy"] = "delete,compact" });
        var store = Configs(await WorkerAsync());
        var e = Assert.Throws<ConfigException>(store.Start);
        Assert.StartsWith(
            $"Topic '{_group}-configs' supplied via the 'config.storage.topic' property is required to have 'cleanup.policy=compact' to guarantee "
            + "consistency and durability of connector configurations, but found the topic currently has 'cleanup.policy=", e.Message,
            StringComparison.Ordinal);
        store.Stop();
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_config_topic_of_two_partitions_is_refused()
    {
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync(_group + "-configs", 2, new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
        var store = Configs(await WorkerAsync());
        Assert.EndsWith("but found 2 partitions.", Assert.Throws<ConfigException>(store.Start).Message, StringComparison.Ordinal);
        store.Stop();
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task States_follow_the_rules_of_safe_writes()
    {
        var config = await WorkerAsync();
        var (one, two) = (Statuses(config), Statuses(config));
        one.Start();
        two.Start();
        var task = new ConnectorTaskId("c", 0);
        one.Put(new ConnectorStatus("c", ConnectState.Running, "h:1", 5, "4.3.1"));
        one.Put(new TaskStatus(task, ConnectState.Running, "h:1", 5));
        one.PutTopic(new TopicStatus("t", "c", 0, 7));
        await EventuallyAsync(() => two.Get("c")?.Version == "4.3.1" && two.Get(task) is not null && two.GetTopic("c", "t") is not null);

        // Another worker of an older generation may not say anything safely; the plain word counts, but not UNASSIGNED after RUNNING.
        two.PutSafe(new ConnectorStatus("c", ConnectState.Unassigned, "h:2", 4));
        two.Put(new TaskStatus(task, ConnectState.Unassigned, "h:2", 4));
        two.Put(new TaskStatus(new ConnectorTaskId("c", 1), ConnectState.Failed, "h:2", 4, null, "trace"));
        await EventuallyAsync(() => one.GetAll("c").Count == 2);
        Assert.Equal(ConnectState.Running, one.Get("c")!.State);
        Assert.Equal(ConnectState.Running, one.Get(task)!.State);
        Assert.Equal("trace", one.GetAll("c")[1].Trace);

        one.Put(new ConnectorStatus("c", ConnectState.Destroyed, "h:1", 6));
        one.DeleteTopic("c", "t");
        await EventuallyAsync(() => two.Connectors().Count == 0 && two.GetAllTopics("c").Count == 0);
        Assert.Empty(two.GetAll("c"));
        one.Stop();
        two.Stop();
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task Offsets_are_read_after_everything_written_so_far()
    {
        var config = await WorkerAsync();
        var (one, two) = (Offsets(config), Offsets(config));
        one.Start();
        two.Start();
        for (var i = 0; i < 20; i++)
        {
            var key = Encoding.UTF8.GetBytes("[\"c\",{\"n\":" + (i % 3) + "}]");
            await one.SetAsync([new(key, Encoding.UTF8.GetBytes("{\"position\":" + i + "}"))], CancellationToken.None);
            Assert.Equal("{\"position\":" + i + "}", Encoding.UTF8.GetString((await two.GetAsync([key], CancellationToken.None))[key]!));
        }

        Assert.Equal(3, two.ConnectorPartitions("c").Count);
        one.Stop();
        two.Stop();
    }

    [Fact]
    public async Task One_worker_can_keep_its_state_on_embedded_Kafka()
    {
        await using var broker = await EmbeddedKafka.StartAsync();
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, _group);
        await settings.PrepareAsync(broker);
        var config = DistributedConfig.Parse(
            settings.Properties.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), static _ => typeof(object));
        var (configs, statuses, offsets) = (Configs(config), Statuses(config), Offsets(config));
        configs.Start();
        statuses.Start();
        offsets.Start();
        configs.PutConnectorConfig("c", Config);
        statuses.Put(new ConnectorStatus("c", ConnectState.Running, "h:1", 1));
        await EventuallyAsync(() => statuses.Get("c") is not null);
        byte[] key = [.. "[\"c\",{}]"u8];
        await offsets.SetAsync([new(key, [.. "{}"u8])], CancellationToken.None);
        Assert.Equal("{}", Encoding.UTF8.GetString((await offsets.GetAsync([key], CancellationToken.None))[key]!));
        Assert.True(configs.Contains("c"));
        Assert.False(string.IsNullOrEmpty(await _clients.ClusterIdAsync(
            config.Originals, TimeProvider.System, CancellationToken.None)));
        configs.Stop();
        statuses.Stop();
        offsets.Stop();
    }

    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_worker_whose_work_went_to_another_while_it_stood_still_leaves_its_states_alone()
    {
        var store = Statuses(await WorkerAsync());
        store.Start();
        var task = new ConnectorTaskId("c", 0);
        var (inDoubt, generation) = (true, 4);
        var writer = new StatusWriter(store, "h:1", () => generation, true, TimeProvider.System) { IsInDoubt = () => inDoubt };
        writer.Changed("c", new StatusChange(ConnectState.Running, null));
        writer.Changed("c", new StatusChange(ConnectState.Unassigned, null));
        writer.Changed(task, new StatusChange(ConnectState.Running, null));
        store.Put(new ConnectorStatus("c", ConnectState.Running, "h:2", 5));
        store.Put(new TaskStatus(task, ConnectState.Running, "h:2", 5));
        await EventuallyAsync(() => store.Get("c") is not null && store.Get(task) is not null);

        (inDoubt, generation) = (false, 6);
        writer.WriteHeld();
        writer.Changed("d", new StatusChange(ConnectState.Running, null));
        await EventuallyAsync(() => store.Get("d") is not null);
        Assert.Equal((ConnectState.Running, "h:2"), (store.Get("c")!.State, store.Get("c")!.WorkerId));
        Assert.Equal("h:2", store.Get(task)!.WorkerId);
        store.Stop();
    }

    private static string Take(BlockingCollection<string> news) =>
        news.TryTake(out var item, TimeSpan.FromSeconds(30)) ? item : throw new TimeoutException("No news came.");

    // What another client reads back is not told to anyone; only a look shows it.
    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 1500, "The stores did not come to the state awaited.");
            await Task.Delay(20);
        }
    }

    private async Task<DistributedConfig> WorkerAsync(params (string Key, string Value)[] more)
    {
        var broker = await KafkaBroker.SharedAsync();
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, _group);
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        await settings.PrepareAsync(broker);
        return DistributedConfig.Parse(
            settings.Properties.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), static _ => typeof(object));
    }

    private KafkaConfigStore Configs(DistributedConfig config) => new(_clients, config, NullLogger.Instance, TimeProvider.System);

    private KafkaStatusStore Statuses(DistributedConfig config) => new(_clients, config, NullLogger.Instance, TimeProvider.System);

    private KafkaOffsetStore Offsets(DistributedConfig config) => new(_clients, config, NullLogger.Instance, TimeProvider.System);
}

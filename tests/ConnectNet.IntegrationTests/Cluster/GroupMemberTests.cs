using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Metrics;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

public sealed class GroupMemberTests
{
    private readonly string _group = "kafka-group-" + Guid.NewGuid().ToString("N")[..8];

    [KafkaFact(Needs = Needs.Workers)]
    public async Task Members_share_a_group_and_take_over_from_a_leader_that_leaves()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var second = await WithLeaderAsync(broker.BootstrapServers);

        var assignment = second.Await(given => given.Connectors.Contains("all"));
        Assert.Equal(second.Member.MemberId, assignment.Leader);
        Assert.True(second.Member.IsLeader);
        Assert.Equal(ConnectProtocolMode.Sessioned, second.Member.Protocol);
        AssertCounted(second.Scrape());
    }

    // The second one joined when told its member id, and again when it was to lead.
    private static void AssertCounted(IReadOnlyDictionary<string, double> series)
    {
        const string Client = "{clientid=\"test-member\"}";
        foreach (var name in new[] { "join_total", "sync_total", "rebalance_total" })
        {
            Assert.InRange(series["kafka_connect_coordinator_" + name + Client], 2, 5);
        }

        foreach (var name in new[] { "coordinator_heartbeat_total", "coordinator_assigned_connectors", "coordinator_assigned_tasks", "connection_count" })
        {
            Assert.InRange(series["kafka_connect_" + name + Client], 1, 100);
        }

        Assert.InRange(series["kafka_connect_coordinator_last_heartbeat_seconds_ago" + Client], 0, 30);
        Assert.Contains(series, entry => entry.Key.StartsWith("kafka_connect_node_request_total{clientid=\"test-member\",nodeid=\"node-21", StringComparison.Ordinal));
        Assert.InRange(series["kafka_connect_request_total" + Client], 8, 1000);
        Assert.Equal(series["kafka_connect_request_total" + Client], series["kafka_connect_response_total" + Client], 1.0);
    }

    [Fact]
    public async Task One_member_leads_on_embedded_Kafka()
    {
        await using var broker = await EmbeddedKafka.StartAsync();
        using var member = new TestMember(broker.BootstrapServers, _group, settings: new GroupMemberSettings
        {
            GroupId = _group,
            WorkerUrl = "http://127.0.0.1:1/",
            ClientId = "test-member",
            SessionTimeout = TimeSpan.FromMilliseconds(1500),
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
            ClientProperties = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers },
        });
        Assert.Equal(["all"], member.Await(_ => true).Connectors);
        member.Member.RequestRejoin("test");
        Assert.Equal(["all"], member.Await(_ => true).Connectors);
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task A_Java_worker_leads_a_group_of_both_kinds()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var directory = TempDirectory.Create();
        await using var worker = await JavaWorker.StartDistributedAsync(
            WorkerSettings.Distributed(broker.BootstrapServers, _group).With("scheduled.rebalance.max.delay.ms", "1000"));
        for (var i = 0; i < 2; i++)
        {
            File.WriteAllText(directory.File("f" + i), "");
            await worker.Client.PutConfigAsync("k" + i, new Dictionary<string, string>
            {
                ["connector.class"] = "FileStreamSource",
                ["topic"] = _group + "-lines",
                ["file"] = directory.File("f" + i),
            });
            await worker.Client.AwaitRunningAsync("k" + i);
        }

        using (var member = new TestMember(broker.BootstrapServers, _group))
        {
            // The Java worker first takes half of its work back, then gives it away in a second round.
            var assignment = member.Await(given => given.Connectors.Count == 1 && given.Tasks.Count == 1);
            Assert.Equal(0, assignment.Error);
            Assert.True(assignment.Offset > 0);
            Assert.StartsWith("http://", assignment.LeaderUrl, StringComparison.Ordinal);
            Assert.False(member.Member.IsLeader);
        }

        await worker.Client.AwaitRunningAsync("k0");
        await worker.Client.AwaitRunningAsync("k1");
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Without_coordinator_work_is_handed_back_until_it_returns()
    {
        await using var broker = await KraftBroker.StartAsync();
        using var member = new TestMember(broker.BootstrapServers, _group);
        member.Await(_ => true);

        await broker.Process.KillAsync();
        Assert.True(member.Revoked.TryTake(out var revoked, TimeSpan.FromSeconds(30)), "nothing was revoked");
        Assert.Equal("all|all-0", revoked);
        await broker.RestartAsync();
        Assert.Equal(["all"], member.Await(_ => true).Connectors);
    }

    [KafkaFact(Needs = Needs.Workers)]
    public async Task A_member_that_waits_in_one_long_poll_stays_in_the_group()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var member = new TestMember(broker.BootstrapServers, _group, settings: new GroupMemberSettings
        {
            GroupId = _group,
            WorkerUrl = "http://127.0.0.1:1/",
            ClientId = "test-member",
            RebalanceTimeout = TimeSpan.FromSeconds(2.5),
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
            ClientProperties = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers },
        });
        member.Await(_ => true);
        var joined = (member.Member.MemberId, member.Member.Generation);

        // Longer than the rebalance timeout, shorter than the member's poll.
        Assert.False(member.Assigned.TryTake(out _, TimeSpan.FromSeconds(4)), "it had to join again");
        Assert.Equal(joined, (member.Member.MemberId, member.Member.Generation));
    }

    [KafkaFact(Needs = Needs.Workers)]
    public async Task A_member_that_stood_still_asks_before_it_goes_on()
    {
        var broker = await KafkaBroker.SharedAsync();
        var settings = new GroupMemberSettings
        {
            GroupId = _group,
            WorkerUrl = "http://127.0.0.1:1/",
            ClientId = "test-member",
            // The heartbeat's own turn does not come in this test.
            HeartbeatInterval = TimeSpan.FromMinutes(1),
            ClientProperties = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers },
        };
        var time = new ShiftedTime();
        using var metrics = new ConnectMetrics(time);
        var member = new GroupMember(settings, Alone, metrics, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, time);
        BeActive(member);
        var joined = (member.MemberId, member.Generation);

        time.Shift(settings.SessionTimeout + TimeSpan.FromSeconds(1));
        Assert.True(member.IsInDoubt);
        BeActive(member);
        Assert.False(member.IsInDoubt);
        Assert.Equal(joined, (member.MemberId, member.Generation));

        await RemoveAsync(settings, joined.MemberId);
        time.Shift(settings.SessionTimeout + TimeSpan.FromSeconds(1));
        BeActive(member);
        Assert.False(member.IsInDoubt);
        Assert.NotEqual(joined.MemberId, member.MemberId);
        member.Stop();
    }

    [KafkaFact(Needs = Needs.Workers)]
    public async Task A_session_that_the_broker_does_not_allow_ends_the_poll()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var metrics = new ConnectMetrics(TimeProvider.System);
        var member = new GroupMember(
            new GroupMemberSettings
            {
                GroupId = _group,
                WorkerUrl = "http://127.0.0.1:1/",
                ClientId = "test-member",
                SessionTimeout = TimeSpan.FromMilliseconds(10),
                ClientProperties = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers },
            },
            new GroupCallbacks { ConfigOffset = () => -1, Assign = _ => throw new InvalidOperationException(), Assigned = (_, _) => { }, Revoked = (_, _, _) => { } },
            metrics,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            TimeProvider.System);
        var e = Assert.Throws<BrokerException>(() => member.EnsureActive());
        Assert.StartsWith("The session timeout is not within the range allowed by the broker", e.Message, StringComparison.Ordinal);
        member.Stop();
    }

    private static GroupCallbacks Alone => new()
    {
        ConfigOffset = () => -1,
        Assign = context => new Dictionary<string, ConnectAssignment> { [context.LeaderId] = new(2, 0, context.LeaderId, "http://127.0.0.1:1/", -1) },
        Assigned = (_, _) => { },
        Revoked = (_, _, _) => { },
    };

    private static void BeActive(GroupMember member)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!member.EnsureActive())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    // As the coordinator does with a member whose session is over.
    private static async Task RemoveAsync(GroupMemberSettings settings, string memberId)
    {
        var brokers = new BrokerPool(new BrokerSettings(settings.ClientProperties, "remover"), TimeProvider.System);
        using var coordinator = await brokers.OpenGroupCoordinatorAsync(settings.GroupId, CancellationToken.None);
        var error = await coordinator.SendAsync(
            ApiKey.LeaveGroup,
            (body, version) => GroupRequests.Leave(body, version, settings.GroupId, memberId, "test"),
            GroupRequests.ReadError,
            TimeSpan.FromSeconds(30),
            CancellationToken.None);
        Assert.Equal(BrokerError.None, error);
    }

    private async Task<TestMember> WithLeaderAsync(string servers)
    {
        var first = new TestMember(servers, _group);
        Assert.Equal(["all"], first.Await(_ => true).Connectors);
        // A member has no id while it rejoins, as the first does when the second comes.
        var leader = first.Member.MemberId;
        var second = new TestMember(servers, _group);
        var followed = second.Await(_ => true);
        Assert.Empty(followed.Connectors);
        Assert.Equal(leader, followed.Leader);
        await Task.Run(first.Dispose);
        return second;
    }
}

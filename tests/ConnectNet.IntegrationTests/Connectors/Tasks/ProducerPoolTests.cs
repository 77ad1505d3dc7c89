using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Tasks;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>
/// Tasks that share a producer, on a real broker: what one of them leaves undone must neither hold up the others nor appear after its end.
/// Records stay undone as long as their topic is not created; the broker does not do that by itself.
/// </summary>
public sealed class ProducerPoolTests : IClassFixture<ProducerPoolTests.Broker>, IDisposable
{
    private const int Memory = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ProducerPool _pool = new(new KafkaClients(NullLoggerFactory.Instance), tasksPerProducer: 2, NullLogger.Instance);
    private readonly ConcurrentQueue<string> _delivered = new();
    private readonly List<ProducerLease> _leases = [];
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..8] + "-";
    private readonly Broker _broker;

    public ProducerPoolTests(Broker broker) => _broker = broker;

    public void Dispose() => _leases.ForEach(static lease => lease.Dispose());

    [KafkaFact(Needs = Needs.JavaWorker)]
    public void Tasks_share_a_producer_where_that_cannot_be_noticed()
    {
        var first = Lease("x-0");

        Assert.Same(first.Client, Lease("y-0").Client);
        Assert.NotSame(first.Client, Lease("z-0").Client);
        Assert.NotSame(first.Client, Lease("u-0", ("compression.type", "gzip")).Client);
        var idempotent = Lease("v-0", ("enable.idempotence", "true"));
        Assert.NotSame(idempotent.Client, Lease("w-0", ("enable.idempotence", "true")).Client);
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task A_task_that_cannot_send_fills_its_own_room_alone()
    {
        await CreateAsync("open");
        var (stuck, other) = (Lease("x-0"), Lease("y-0"));
        var taken = 0;
        while (Send(stuck, "held", $"{taken}", 1000))
        {
            taken++;
        }

        Assert.Equal(Memory / 1001, taken);
        for (var i = 0; i < 3 * taken; i++)
        {
            while (!Send(other, "open", $"open {i}", 1000))
            {
                other.AwaitRoom(Limit, CancellationToken.None);
            }
        }

        other.Flush(Limit, TimeProvider.System, CancellationToken.None);
        Assert.True(other.IsIdle);
        Assert.Equal(3 * taken, TopicData.Count(_broker.BootstrapServers, _prefix + "open"));
        Assert.False(Send(stuck, "held", "more", 1000));
        await CreateAsync("held");
        stuck.AwaitRoom(Limit, CancellationToken.None);
        Assert.True(Send(stuck, "held", "more", 1000));
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Records_of_a_task_that_was_given_up_never_appear()
    {
        var (stuck, other) = (Lease("x-0"), Lease("y-0"));
        var before = other.Client;
        Assert.True(Send(stuck, "held", "given up"));
        stuck.Dispose();

        await CreateAsync("held");
        Assert.True(Send(other, "held", "after"));

        Assert.NotSame(before, other.Client);
        other.Flush(Limit, TimeProvider.System, CancellationToken.None);
        Assert.Equal(["after"], Texts("held", 1));
        Assert.False(Send(stuck, "held", "never"));
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task A_task_with_records_on_their_way_changes_its_producer_when_they_have_arrived()
    {
        var (stuck, other) = (Lease("x-0"), Lease("y-0"));
        var before = other.Client;
        Assert.True(Send(stuck, "held", "given up"));
        Assert.True(Send(other, "also", "first"));
        stuck.Dispose();

        // The first could be overtaken.
        Assert.False(Send(other, "also", "second"));
        await CreateAsync("also");
        other.AwaitRoom(Limit, CancellationToken.None);
        Assert.True(Send(other, "also", "second"));
        Assert.NotSame(before, other.Client);
        await CreateAsync("held");
        Assert.True(Send(other, "held", "after"));
        other.Flush(Limit, TimeProvider.System, CancellationToken.None);

        Assert.Equal(["first", "second"], Texts("also", 2));
        Assert.Equal(["after"], Texts("held", 1));
        Assert.Equal(["first", "second", "after"], _delivered);
    }

    private ProducerLease Lease(string task, params (string Key, string Value)[] more)
    {
        var properties = new Dictionary<string, string?>
        {
            ["bootstrap.servers"] = _broker.BootstrapServers,
            ["enable.idempotence"] = "false",
            ["max.in.flight.requests.per.connection"] = "1",
            ["delivery.timeout.ms"] = "2147483647",
            ["topic.metadata.propagation.max.ms"] = "300000",
            ["buffer.memory"] = $"{Memory}",
            ["client.id"] = "connector-producer-" + task,
        };
        Array.ForEach(more, e => properties[e.Key] = e.Value);
        var lease = _pool.Lease(properties, "connector-producer-" + task);
        _leases.Add(lease);
        return lease;
    }

    private bool Send(ProducerLease lease, string topic, string text, int size = 0)
    {
        var message = new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes(text.PadRight(size)) };
        var weight = ProducerLease.Weigh(message);
        return lease.TryProduce(new TopicPartition(_prefix + topic, 0), message, weight, report =>
        {
            if (!report.Error.IsError)
            {
                _delivered.Enqueue(text);
            }

            lease.Reported(weight);
        });
    }

    private IEnumerable<string> Texts(string topic, int number) =>
        TopicData.Read(_broker.BootstrapServers, _prefix + topic, records => records.Count >= number).Select(r => Encoding.UTF8.GetString(r.Message.Value!));

    private Task CreateAsync(string topic) => _broker.CreateAsync(_prefix + topic);

    /// <summary>A broker that creates no topics by itself.</summary>
    public sealed class Broker : IAsyncLifetime
    {
        private KraftBroker? _node;

        public string BootstrapServers => _node!.BootstrapServers;

        public async Task InitializeAsync()
        {
            if (Repository.KafkaHome is not null)
            {
                _node = await KraftBroker.StartAsync(("auto.create.topics.enable", "false"));
            }
        }

        public async Task DisposeAsync()
        {
            if (_node is not null)
            {
                await _node.DisposeAsync();
            }
        }

        public Task CreateAsync(string topic) => _node!.CreateTopicAsync(topic, 1);
    }
}

using System.Text;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// Our clients, given no property but the servers, do what Java's clients do, given no property but the servers: partitions of keys,
/// sight of transactions, size limit, regular expressions.
/// </summary>
public sealed class ClientDefaultsTests
{
    private readonly KafkaClients _clients = new(NullLoggerFactory.Instance);
    private readonly string _prefix = "kdef" + Guid.NewGuid().ToString("N")[..8];

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Transactions | Needs.TopicAdmin)]
    public async Task Keys_transactions_and_patterns_are_Javas()
    {
        var broker = await KafkaBroker.SharedAsync();
        var servers = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers };
        var (keys, transactions) = (_prefix + ".keys", _prefix + ".transactions");
        await broker.CreateTopicAsync(keys, 12);
        await broker.CreateTopicAsync(transactions);
        foreach (var name in (string[])["1", "22", "daily", "DAILY", "daily.dlq", "bad1", "ax", "bx", "cx", ".x1", "abc.12", "a_b"])
        {
            await broker.CreateTopicAsync(_prefix + name);
        }

        string[] patterns =
        [
            _prefix + @"\d+", "(?i)" + _prefix + ".*daily", _prefix + "(?!bad).*1", _prefix + "[a-c&&[^b]]x", _prefix + @"\Q.x\E.*",
            _prefix + @"\w++", _prefix + @"\p{Lower}{5}", _prefix + ".*daily", _prefix + @"\p{Alpha}{3}\.\p{Digit}+|" + _prefix + "a_b",
            _prefix + "(?<=" + _prefix + @")d\S*?y$",
        ];
        var java = await JavaProgram.RunAsync(
            "ClientDefaults.java", [broker.BootstrapServers, keys, transactions, _prefix + "-group", .. patterns]);

        Assert.Equal(Lines(java, "key"), await PartitionsAsync(servers, keys));
        Assert.Equal(["committed", "aborted", "open", "behind"], Lines(java, "default"));
        Assert.Equal(Lines(java, "default"), Read(servers, transactions));
        Assert.Equal(Lines(java, "regex"), patterns.Select(pattern => Matching(servers, pattern)));
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task The_largest_record_of_a_Java_client_goes_through_and_a_larger_one_does_not()
    {
        var broker = await KafkaBroker.SharedAsync();
        var topic = _prefix + ".large";
        await broker.CreateTopicAsync(topic);
        var servers = new Dictionary<string, string?> { ["bootstrap.servers"] = broker.BootstrapServers };
        using var producer = _clients.CreateProducer(servers);

        await producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Value = new byte[1_048_000] });
        var refused = await Assert.ThrowsAsync<ProduceException<byte[]?, byte[]?>>(
            () => producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Value = new byte[1_048_600] }));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        using var consumer = _clients.CreateConsumer(servers);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal(1_048_000, consumer.Consume(TimeSpan.FromSeconds(30)).Message.Value!.Length);
    }

    private static IEnumerable<string> Lines(string[] java, string kind) =>
        java.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal)).Select(line => line[(kind.Length + 1)..]);

    private async Task<IEnumerable<string>> PartitionsAsync(Dictionary<string, string?> servers, string topic)
    {
        using var producer = _clients.CreateProducer(servers);
        var sent = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes("key-" + i), Value = [] })));
        return sent.Select((result, i) => i + " " + result.Partition.Value);
    }

    private List<string> Read(Dictionary<string, string?> servers, string topic)
    {
        using var consumer = _clients.CreateConsumer(new Dictionary<string, string?>(servers) { ["enable.partition.eof"] = "true" });
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var read = new List<string>();
        while (consumer.Consume(TimeSpan.FromSeconds(30)) is { IsPartitionEOF: false } result)
        {
            read.Add(Encoding.UTF8.GetString(result.Message.Value!));
        }

        return read;
    }

    private string Matching(Dictionary<string, string?> servers, string pattern)
    {
        var properties = new Dictionary<string, string?>(servers) { ["group.id"] = _prefix + "-ours" };
        using var consumer = _clients.CreateConsumer(properties, new ConsumerCallbacks());
        var admin = _clients.CreateTopicAdmin(properties, consumer);
        using var subscription = new TopicRegexSubscription(consumer, admin, pattern, TimeSpan.FromMinutes(5), TimeProvider.System);
        subscription.Refresh();
        return string.Join(",", consumer.Subscription.Order(StringComparer.Ordinal));
    }
}

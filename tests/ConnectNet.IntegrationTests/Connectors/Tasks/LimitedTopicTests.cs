using System.Text;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Topics that take smaller batches than our producers make: everything arrives once and in order, as where Java's producer splits its batches.</summary>
public sealed class LimitedTopicTests
{
    private const int Records = 3000;
    private static readonly Dictionary<string, string> Limit = new() { ["max.message.bytes"] = "16384" };

    [KafkaTheory(Needs = Needs.TopicAdmin | Needs.Transactions)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batches_follow_the_topic_s_limit(bool exactlyOnce)
    {
        await using var rig = exactlyOnce ? await WorkerRig.StartExactlyOnceAsync() : await WorkerRig.StartAsync();
        using var probe = new Probe();
        var limited = await LimitedAsync(rig, "limited");
        var other = await rig.TopicAsync("other");
        probe.PollBatches([.. Enumerable.Range(0, Records).Select(i => Text(i % 10 == 0 ? other : limited, i)).Chunk(500)]);

        var task = rig.StartSource(probe, ("producer.override.linger.ms", "50"));

        var read = TopicData.Read(rig.BootstrapServers, limited, r => r.Count == Records * 9 / 10);
        Assert.Equal(Enumerable.Range(0, Records).Where(i => i % 10 != 0), read.Select(r => Number(r.Message.Value)));
        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "a").Result?["position"] is (long)(Records - 1), () => string.Join("\n", rig.Log));
        Assert.Equal(Enumerable.Range(0, Records).Where(i => i % 10 == 0), TopicData.Read(rig.BootstrapServers, other).Select(r => Number(r.Message.Value)));
        Assert.DoesNotContain(rig.States, state => state.EndsWith("FAILED", StringComparison.Ordinal));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task Tasks_that_share_a_producer_share_the_limit()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var first = new Probe();
        using var second = new Probe();
        var topic = await LimitedAsync(rig, "limited");
        first.PollBatches([.. Enumerable.Range(0, 1000).Select(i => Text(topic, i)).Chunk(500)]);
        second.PollBatches([.. Enumerable.Range(1000, 1000).Select(i => Text(topic, i)).Chunk(500)]);

        rig.StartSource(first, ("producer.override.linger.ms", "50"));
        rig.StartTask("test.ProbeSourceConnector", second, 1, ("producer.override.linger.ms", "50"));

        var read = TopicData.Read(rig.BootstrapServers, topic, r => r.Count == 2000).Select(r => Number(r.Message.Value)).ToList();
        Assert.Equal(Enumerable.Range(0, 1000), read.Where(i => i < 1000));
        Assert.Equal(Enumerable.Range(1000, 1000), read.Where(i => i >= 1000));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_record_that_is_too_large_alone_fails_the_task_as_in_Java()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await LimitedAsync(rig, "limited");
        probe.PollBatches([Text(topic, 0), Probes.Record(topic, "a", 1, new string('x', 20_000)), Text(topic, 2)]);

        var task = rig.StartSource(probe);

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Contains(
            "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The request included a message larger than the max message size the server will accept.\n",
            failure.Trace,
            StringComparison.Ordinal);
    }

    private static SourceRecord Text(string topic, int number) => Probes.Record(topic, "a", number, number + " " + new string('x', 200));

    private static int Number(byte[]? value) => int.Parse(Encoding.UTF8.GetString(value!).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> LimitedAsync(WorkerRig rig, string name)
    {
        await (await KafkaBroker.SharedAsync()).CreateTopicAsync(rig.Name(name), 1, Limit);
        return rig.Name(name);
    }
}

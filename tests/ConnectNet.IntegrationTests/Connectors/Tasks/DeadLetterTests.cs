using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>I5 where the dead-letter topic does not take a record as it is.</summary>
public sealed class DeadLetterTests
{
    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_bad_record_that_the_dead_letter_topic_refuses_for_its_size_is_written_without_its_value()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var dead = rig.Name("dlq");
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync(dead, 1, new Dictionary<string, string> { ["max.message.bytes"] = "20000" });
        await rig.ProduceAsync(topic, "1", "{" + new string('x', 100_000), "2");

        // The client lets the record pass, the broker does not.
        var task = rig.StartSink(probe, topic, [.. DeadLetters(dead)]);

        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 3);
        var letter = Assert.Single(TopicData.Read(rig.BootstrapServers, dead)).Message;
        Assert.Null(letter.Value);
        var headers = letter.Headers.ToDictionary(h => h.Key["__connect.errors.".Length..], h => Probes.Text(h.GetValueBytes()));
        Assert.Equal((topic, "0", "1"), (headers["topic"], headers["partition"], headers["offset"]));
        Assert.Equal("value of 100001 bytes, texts after 2000 characters; the other headers say where the record is", headers["omitted"]);
        Assert.All(headers.Values, text => Assert.InRange(text!.Length, 1, 2001));
        Assert.Equal(2, probe.Taken.SelectMany(batch => batch).Count());
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_bad_record_that_cannot_be_written_at_all_fails_the_task_before_its_offset_is_committed()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var dead = rig.Name("dlq");
        var broker = await KafkaBroker.SharedAsync();
        await broker.CreateTopicAsync(dead, 1, new Dictionary<string, string> { ["max.message.bytes"] = "100" });
        await rig.ProduceAsync(topic, "{" + new string('x', 1000));

        var task = rig.StartSink(probe, topic, [.. DeadLetters(dead)]);

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Contains("Could not produce message to dead letter queue. topic=" + dead, failure.Trace, StringComparison.Ordinal);
        Assert.NotEqual(1, rig.Committed(task.Connector, topic));
        Assert.Empty(TopicData.Read(rig.BootstrapServers, dead));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_bad_record_larger_than_the_producer_sends_is_written_without_its_value()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var dead = rig.Name("dlq");
        await rig.ProduceAsync(topic, "{" + new string('x', 100_000));

        var task = rig.StartSink(probe, topic, [.. DeadLetters(dead), ("producer.override.max.request.size", "20000")]);

        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 1);
        var letter = Assert.Single(TopicData.Read(rig.BootstrapServers, dead)).Message;
        Assert.Null(letter.Value);
        Assert.StartsWith("value of 100001 bytes", Probes.Text(letter.Headers.GetLastBytes("__connect.errors.omitted")), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, string Value)> DeadLetters(string topic) =>
    [
        ("consumer.override.session.timeout.ms", "6000"),
        ("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
        ("value.converter.schemas.enable", "false"),
        ("errors.tolerance", "all"),
        ("errors.deadletterqueue.topic.name", topic),
        ("errors.deadletterqueue.topic.replication.factor", "1"),
    ];
}

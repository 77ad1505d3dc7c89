using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>
/// Where a sink begins in its topics, and how soon it notices that they come, grow and go.
/// </summary>
public sealed class SinkTopicTests
{
    private static readonly (string, string) Fast = ("consumer.override.session.timeout.ms", "6000");

    [KafkaFact]
    public async Task Without_a_committed_offset_and_a_reset_policy_the_task_fails()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "one");

        var task = rig.StartSink(probe, topic, Fast, ("consumer.override.auto.offset.reset", "none"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            $"org.apache.kafka.clients.consumer.NoOffsetForPartitionException: Undefined offset with no reset policy for partitions: [{topic}-0]\n",
            failure.Trace,
            StringComparison.Ordinal);
        Assert.Empty(probe.Taken);
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task An_offset_that_is_gone_fails_the_task_or_is_reset_by_its_policy()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "0", "1", "2", "3", "4");
        var task = rig.StartSink(probe, topic, Fast);
        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 5);
        await rig.Worker.StopTasksAsync([task]);
        Commit(rig, task.Connector, topic, 1);
        using (var admin = Admin(rig))
        {
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 3)]);
        }

        using var refused = new Probe();
        rig.StartSink(refused, topic, Fast, ("consumer.override.auto.offset.reset", "none"));
        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith("org.apache.kafka.clients.consumer.OffsetOutOfRangeException: Fetch position FetchPosition{offset=1", failure.Trace, StringComparison.Ordinal);
        Assert.Contains($" is out of range for partition {topic}-0\n", failure.Trace, StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);

        using var reset = new Probe();
        rig.StartSink(reset, topic, Fast, ("consumer.override.auto.offset.reset", "by_duration:PT1H"));
        await WorkerRig.UntilAsync(() => reset.Taken.Sum(b => b.Count) == 2, () => string.Join("\n", rig.Log));
        Assert.Equal(["3", "4"], reset.Taken.SelectMany(b => b).Select(r => r.Value));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task Reading_begins_with_records_of_an_age()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var (topic, old) = (await rig.TopicAsync("t"), await rig.TopicAsync("old"));
        var now = DateTimeOffset.UtcNow;
        Message<byte[]?, byte[]?> At(string value, double hours) =>
            new() { Value = System.Text.Encoding.UTF8.GetBytes(value), Timestamp = new Timestamp(now.AddHours(-hours)) };
        await TopicData.ProduceAsync(rig.BootstrapServers, topic, [At("three hours", 3), At("half an hour", 0.5), At("now", 0)]);
        await TopicData.ProduceAsync(rig.BootstrapServers, old, [At("old", 3)]);

        rig.StartSink(probe, topic + "," + old, Fast, ("consumer.override.auto.offset.reset", "by_duration:PT1H"));

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 2, () => string.Join("\n", rig.Log));
        await TopicData.ProduceAsync(rig.BootstrapServers, old, [At("older", 4)]);
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 3, () => string.Join("\n", rig.Log));
        Assert.Equal(["half an hour", "now", "older"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_topic_that_is_created_after_the_start_is_read_about_a_second_later()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var there = await rig.TopicAsync("there");
        await rig.ProduceAsync(there, "there");
        rig.StartSink(
            probe, there + "," + rig.Name("late"), Fast, ("consumer.override.allow.auto.create.topics", "false"), ("consumer.override.heartbeat.interval.ms", "500"));
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 1 && rig.Log.Any(line => line.Contains("Waiting for a topic", StringComparison.Ordinal)));

        var late = await rig.TopicAsync("late");
        await rig.ProduceAsync(late, "late");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 2, () => string.Join("\n", rig.Log));

        // The longest pause between two looks is a second; a rebalance of one member takes no more than a heartbeat.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
        Assert.Equal(["there", "late"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task New_partitions_are_seen_within_the_age_of_metadata()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "first");
        rig.StartSink(probe, topic, Fast, ("consumer.override.metadata.max.age.ms", "1000"));
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 1);

        using (var admin = Admin(rig))
        {
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 20 }]);
        }

        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = rig.BootstrapServers }).Build())
        {
            for (var i = 0; i < 100; i++)
            {
                producer.Produce(new Confluent.Kafka.TopicPartition(topic, i % 20), new Message<byte[]?, byte[]?> { Value = [(byte)'x'] });
            }

            producer.Flush(TimeSpan.FromSeconds(20));
        }

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 101, () => $"{probe.Taken.Sum(b => b.Count)} of 101\n" + string.Join("\n", rig.Log));
    }

    /// <summary>A sink that buffers needs its last flush.</summary>
    [KafkaTheory(Needs = Needs.TopicAdmin)]
    [InlineData("org.apache.kafka.clients.consumer.CooperativeStickyAssignor", false)]
    [InlineData("org.apache.kafka.clients.consumer.CooperativeStickyAssignor", true)]
    [InlineData("org.apache.kafka.clients.consumer.RangeAssignor", false)]
    public async Task Partitions_of_a_deleted_topic_are_pre_committed_and_closed_once(string assignor, bool byPattern)
    {
        await using var rig = await WorkerRig.StartAsync(("offset.flush.interval.ms", "600000"));
        using var probe = new Probe();
        var (kept, deleted) = (await rig.TopicAsync("sink.kept"), await rig.TopicAsync("sink.deleted"));
        await rig.ProduceAsync(kept, "kept");
        await rig.ProduceAsync(deleted, "deleted");
        rig.StartTask(
            "test.ProbeSinkConnector",
            probe,
            0,
            byPattern ? ("topics.regex", rig.Name(@"sink\..*")) : ("topics", kept + "," + deleted),
            Fast,
            ("consumer.override.partition.assignment.strategy", assignor),
            ("consumer.override.allow.auto.create.topics", "false"),
            ("consumer.override.metadata.max.age.ms", "500"));
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 2);

        using (var admin = Admin(rig))
        {
            await admin.DeleteTopicsAsync([deleted]);
        }

        await WorkerRig.UntilAsync(() => probe.Calls.Any(c => c.Contains("close", StringComparison.Ordinal)), () => string.Join("\n", rig.Log));
        await rig.ProduceAsync(kept, "more");
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 3, () => string.Join("\n", rig.Log));
        var calls = probe.Calls.Where(c => c.StartsWith("close", StringComparison.Ordinal) || c == "preCommit").ToList();
        Assert.Equal(["preCommit", calls[1]], calls);
        Assert.Contains(deleted + "-0", calls[1], StringComparison.Ordinal);
        Assert.Equal(assignor.EndsWith("RangeAssignor", StringComparison.Ordinal), calls[1].Contains(kept + "-0", StringComparison.Ordinal));
    }

    /// <summary>I3: others may have read on already; a commit would take them back or skip what they had not done.</summary>
    [KafkaFact(Needs = Needs.GroupAdmin)]
    public async Task Lost_partitions_are_closed_without_a_commit_and_read_again()
    {
        await using var rig = await WorkerRig.StartAsync(("offset.flush.interval.ms", "600000"));
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "one");
        var isLate = false;
        probe.Put = async (_, records) =>
        {
            if (records.Count > 0 && !isLate)
            {
                isLate = true;
                await WorkerRig.UntilAsync(() => HasLeft(rig), () => "the consumer is still a member\n" + string.Join("\n", rig.Log));
            }
        };
        var task = rig.StartSink(probe, topic, Fast, ("consumer.override.max.poll.interval.ms", "6000"));

        await WorkerRig.UntilAsync(() => probe.Taken.Count == 2, () => string.Join("\n", rig.Log));
        Assert.Equal(["one", "one"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
        Assert.Equal(
            [$"open {topic}-0", $"close {topic}-0", $"open {topic}-0"],
            probe.Calls.Where(c => c == "preCommit" || c.StartsWith("open", StringComparison.Ordinal) || c.StartsWith("close", StringComparison.Ordinal)));
        Assert.Null(rig.Committed(task.Connector, topic));

        await rig.Worker.StopTasksAsync([task]);
        Assert.Equal(1, rig.Committed(task.Connector, topic));
    }

    private static bool HasLeft(WorkerRig rig)
    {
        using var admin = Admin(rig);
        var group = admin.DescribeConsumerGroupsAsync(["connect-" + rig.Name("c")]).GetAwaiter().GetResult().ConsumerGroupDescriptions.Single();
        return group.State == ConsumerGroupState.Empty;
    }

    private static IAdminClient Admin(WorkerRig rig) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = rig.BootstrapServers }).Build();

    private static void Commit(WorkerRig rig, string connector, string topic, long offset)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = rig.BootstrapServers, GroupId = "connect-" + connector }).Build();
        consumer.Commit([new TopicPartitionOffset(topic, 0, offset)]);
    }
}

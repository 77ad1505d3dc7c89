using System.Diagnostics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>A source task in a worker, on a real broker: what reaches Kafka, which offsets are committed, and how it fails and ends.</summary>
public sealed class SourceTaskTests
{
    [KafkaFact]
    public async Task Records_reach_the_topic_and_their_last_offset_is_committed()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var committed = new System.Collections.Concurrent.ConcurrentQueue<(SourceRecord Record, RecordMetadata? Metadata)>();
        probe.RecordCommitted = (record, metadata) => committed.Enqueue((record, metadata));
        SourceRecord[] records =
        [
            Probes.Record(topic, "a", 1) with { Headers = ConnectHeaders.Empty.AddString("h", "x"), Timestamp = 1234 },
            Probes.Record(topic, "a", 2),
        ];
        probe.PollBatches(records);

        var task = rig.StartSource(probe);

        var read = TopicData.Read(rig.BootstrapServers, topic, r => r.Count == 2);
        Assert.Equal(["value 1", "value 2"], read.Select(r => Probes.Text(r.Message.Value)));
        Assert.Equal("a", Probes.Text(read[0].Message.Key));
        Assert.Equal(1234, read[0].Message.Timestamp.UnixTimestampMs);
        Assert.Equal("x", Probes.Text(read[0].Message.Headers.GetLastBytes("h")));
        await WorkerRig.UntilAsync(() => committed.Count == 2);
        Assert.Same(records[0], committed.First().Record);
        Assert.Equal(new RecordMetadata(topic, 0, 0, 1234), committed.First().Metadata);
        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "a").Result is not null && probe.Calls.Contains("commit"));
        Assert.Equal(2L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        Assert.True(rig.TopicsUsed.ContainsKey(topic));
        Assert.Contains($"kafka_connect_source_task_source_record_write_total{{connector=\"{task.Connector}\",task=\"0\"}} 2\n", rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact]
    public async Task A_task_that_returns_nothing_at_once_keeps_no_core_busy_and_still_follows_at_once()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var (polls, offset) = (0, 0);
        var waiting = new System.Collections.Concurrent.ConcurrentQueue<SourceRecord>();
        probe.Poll = (_, _, _) =>
        {
            Interlocked.Increment(ref polls);
            return new(waiting.TryDequeue(out var record) ? [record] : null);
        };
        var task = rig.StartSource(probe);
        await rig.StateAsync(task, ConnectState.Running);

        // Without a rest there would be a million.
        var clock = Stopwatch.StartNew();
        var before = Volatile.Read(ref polls);
        await Task.Delay(1000);
        Assert.InRange(Volatile.Read(ref polls) - before, 1, (clock.ElapsedMilliseconds / 10) + 10);

        // No rest while there are records.
        for (offset = 1; offset <= 2000; offset++)
        {
            waiting.Enqueue(Probes.Record(topic, "a", offset));
        }

        clock.Restart();
        await WorkerRig.UntilAsync(() => waiting.IsEmpty);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        clock.Restart();
        _ = rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Paused, CancellationToken.None);
        await rig.StateAsync(task, ConnectState.Paused);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    // I1
    [KafkaFact]
    public async Task An_offset_waits_for_every_earlier_record_of_its_partition()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        using var delivery = new ManualResetEventSlim();
        probe.RecordCommitted = (record, _) =>
        {
            if (Equals(record.SourceOffset!["position"], 1))
            {
                delivery.Wait(TimeSpan.FromSeconds(30));
            }
        };
        probe.PollBatches([Probes.Record(topic, "a", 1), Probes.Record(topic, "a", 2)], [Probes.Record(topic, "a", 3)]);

        var task = rig.StartSource(probe);

        TopicData.Read(rig.BootstrapServers, topic, r => r.Count == 3);
        await WorkerRig.UntilAsync(() => probe.Calls.Count(c => c == "commit") >= 3);
        Assert.Null(await rig.OffsetAsync(task.Connector, "a"));
        delivery.Set();
        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "a").Result is { } offset && Equals(offset["position"], 3L));
    }

    // I2
    [KafkaFact]
    public async Task Dropped_and_tolerated_records_move_the_offset_and_are_counted()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        probe.PollBatches([Probes.Record(topic, "a", 1), Probes.Record(topic, "a", 2, "drop"), Probes.Record(topic, "a", 3, "bad"), Probes.Record(topic, "b", 9, "drop")]);

        var task = rig.StartSource(probe, ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"), ("errors.tolerance", "all"), ("errors.log.enable", "true"));

        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "b").Result is not null && rig.OffsetAsync(task.Connector, "a").Result is not null);
        Assert.Equal(9L, (await rig.OffsetAsync(task.Connector, "b"))!["position"]);
        await WorkerRig.UntilAsync(() => Equals(rig.OffsetAsync(task.Connector, "a").Result!["position"], 3L));
        Assert.Single(TopicData.Read(rig.BootstrapServers, topic));
        var labels = $"{{connector=\"{task.Connector}\",task=\"0\"}}";
        var scrape = rig.Scrape();
        Assert.Contains("kafka_connect_task_error_total_records_skipped" + labels + " 1\n", scrape, StringComparison.Ordinal);
        Assert.Contains("kafka_connect_source_task_source_record_poll_total" + labels + " 4\n", scrape, StringComparison.Ordinal);
        Assert.Contains("kafka_connect_source_task_source_record_write_total" + labels + " 1\n", scrape, StringComparison.Ordinal);
        Assert.Contains(rig.Log, line => line.Contains("Executing stage 'TRANSFORMATION' with class 'test.ProbeTransform'.", StringComparison.Ordinal));
    }

    // I2, I5
    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_tolerated_record_of_a_source_becomes_a_dead_letter_before_its_offset_moves()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var dead = rig.Name("dlq");
        var bad = Probes.Record(topic, "a", 2, "bad") with { Headers = ConnectHeaders.Empty.Add("h", 7, Schema.Int32), Timestamp = 1234 };
        probe.PollBatches([Probes.Record(topic, "a", 1), bad, Probes.Record(topic, "a", 3)]);

        var task = rig.StartSource(probe, DeadLetters(dead));

        await WorkerRig.UntilAsync(() => Equals(rig.OffsetAsync(task.Connector, "a").Result?["position"], 3L));
        var letter = Assert.Single(TopicData.Read(rig.BootstrapServers, dead)).Message;
        Assert.Equal("""{"schema":{"type":"string","optional":false},"payload":"a"}""", Probes.Text(letter.Key));
        Assert.Equal("""{"schema":{"type":"string","optional":false},"payload":"bad"}""", Probes.Text(letter.Value));
        Assert.Equal(1234, letter.Timestamp.UnixTimestampMs);
        var headers = letter.Headers.Select(h => h.Key.Replace("__connect.errors.", "") + "=" + Probes.Text(h.GetValueBytes())).ToList();
        Assert.Equal(
            [
                "h=7", "topic=" + topic, """source.partition={"file":"a"}""", """source.offset={"position":2}""", "connector.name=" + task.Connector, "task.id=0",
                "stage=TRANSFORMATION", "class.name=test.ProbeTransform", "exception.class.name=org.apache.kafka.connect.errors.DataException",
                "exception.message=This value is bad",
            ],
            headers[..^1]);
        Assert.StartsWith("exception.stacktrace=org.apache.kafka.connect.errors.DataException: This value is bad\n\tat ", headers[^1], StringComparison.Ordinal);
        Assert.Equal(2, TopicData.Read(rig.BootstrapServers, topic).Count);
        Assert.Contains($"deadletterqueue_produce_requests{{connector=\"{task.Connector}\",task=\"0\"}} 1\n", rig.Scrape(), StringComparison.Ordinal);
    }

    // I2
    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_record_that_cannot_become_a_dead_letter_fails_the_task_and_keeps_its_offset()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        // More than the producer takes, were it not for the transformation that fails before.
        var bad = Probes.Record(topic, "a", 2, "bad") with { Headers = ConnectHeaders.Empty.AddString("h", new string('x', 200_000)) };
        probe.PollBatches([Probes.Record(topic, "a", 1), bad, Probes.Record(topic, "a", 3)]);

        var task = rig.StartSource(probe, [.. DeadLetters(rig.Name("dlq")), ("producer.override.max.request.size", "1000")]);

        var failed = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Contains("Could not produce message to dead letter queue. topic=" + rig.Name("dlq"), failed.Trace, StringComparison.Ordinal);
        Assert.Equal(1L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
    }

    [KafkaFact]
    public async Task Offsets_that_move_without_a_record_are_committed_behind_those_before()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var polls = 0;
        probe.Poll = async (_, context, ct) =>
        {
            if (Interlocked.Increment(ref polls) == 1)
            {
                context.AdvanceOffset(Probes.Partition("a"), new Dictionary<string, object?> { ["position"] = 7 });
            }

            await Task.Delay(10, ct);
            return null;
        };

        var task = rig.StartSource(probe);

        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "a").Result is { } offset && Equals(offset["position"], 7L));
    }

    [KafkaFact]
    public async Task A_failing_record_fails_the_task_with_Java_s_words_and_commits_what_came_before()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        probe.PollBatches([Probes.Record(topic, "a", 1), Probes.Record(topic, "a", 2, "bad"), Probes.Record(topic, "a", 3)]);

        var task = rig.StartSource(probe, ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n\tat ", failure.Trace, StringComparison.Ordinal);
        Assert.Contains("\nCaused by: org.apache.kafka.connect.errors.DataException: This value is bad\n\tat ", failure.Trace, StringComparison.Ordinal);
        Assert.Equal("1.2.3", failure.Version);
        Assert.Equal(1L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        Assert.Single(TopicData.Read(rig.BootstrapServers, topic));
        Assert.Contains($"kafka_connect_connector_task_status{{connector=\"{task.Connector}\",status=\"failed\",task=\"0\"}} 1\n", rig.Scrape(), StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);
        Assert.DoesNotContain(task.Connector, rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact]
    public async Task A_passing_fault_of_poll_is_polled_again_and_another_fails_the_task_without_its_secrets()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var polls = 0;
        probe.Poll = (_, _, _) => Interlocked.Increment(ref polls) < 3
            ? throw new RetriableException("later")
            : throw new InvalidOperationException("refused key s3cr3t-key");

        var task = rig.StartSource(probe, ("api.key", "s3cr3t-key"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Equal(3, polls);
        Assert.StartsWith("java.lang.IllegalStateException: refused key [hidden]\n", failure.Trace, StringComparison.Ordinal);
    }

    [KafkaFact]
    public async Task A_stop_waits_for_deliveries_and_commits()
    {
        await using var rig = await WorkerRig.StartAsync(("offset.flush.interval.ms", "600000"));
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var next = 0;
        probe.Poll = async (_, _, ct) =>
        {
            await Task.Delay(1, ct);
            return [Probes.Record(topic, "a", Interlocked.Increment(ref next))];
        };

        var task = rig.StartSource(probe);
        await WorkerRig.UntilAsync(() => next > 20);
        await rig.Worker.StopTasksAsync([task]);

        var delivered = TopicData.Read(rig.BootstrapServers, topic).Count;
        Assert.Equal((long)delivered, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        Assert.Equal([task + " RUNNING", task + " UNASSIGNED"], rig.States);
        Assert.Equal("task stop", probe.Calls.Last());
    }

    [KafkaFact]
    public async Task A_paused_task_polls_no_more_until_it_is_resumed()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var polls = 0;
        probe.Poll = (_, _, _) =>
        {
            Interlocked.Increment(ref polls);
            Thread.Sleep(1);
            return ValueTask.FromResult<IReadOnlyList<SourceRecord>?>(null);
        };
        var task = rig.StartSource(probe);
        await WorkerRig.UntilAsync(() => polls > 3);

        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Paused, CancellationToken.None);
        await rig.StateAsync(task, ConnectState.Paused);
        var before = polls;
        var commits = probe.Calls.Count(c => c == "commit");
        await WorkerRig.UntilAsync(() => probe.Calls.Count(c => c == "commit") > commits + 1);
        Assert.Equal(before, polls);

        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Started, CancellationToken.None);
        await WorkerRig.UntilAsync(() => polls > before);
        Assert.Equal([task + " RUNNING", task + " PAUSED", task + " RUNNING"], rig.States);
    }

    [KafkaFact]
    public async Task A_hung_task_is_given_up_and_says_nothing_more()
    {
        await using var rig = await WorkerRig.StartAsync(("task.shutdown.graceful.timeout.ms", "200"));
        using var probe = new Probe();
        using var hang = new ManualResetEventSlim();
        probe.Poll = (_, _, _) =>
        {
            probe.Calls.Enqueue("hang");
            hang.Wait(CancellationToken.None);
            throw new InvalidOperationException("too late");
        };
        var task = rig.StartSource(probe);
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("hang"));

        await rig.Worker.StopTasksAsync([task]);
        Assert.Empty(rig.Worker.TaskIds);
        hang.Set();
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("task stop"));

        Assert.Equal([task + " RUNNING"], rig.States);
    }

    [KafkaFact]
    public async Task A_task_that_is_given_up_while_it_waits_for_Kafka_closes_its_producer_once_and_at_once()
    {
        await using var rig = await WorkerRig.StartAsync(("task.shutdown.graceful.timeout.ms", "1000"), ("offset.flush.timeout.ms", "1"));
        using var probe = new Probe();
        probe.PollBatches([Probes.Record("t", "a", 1)]);
        var task = rig.StartSource(
            probe,
            ("producer.override.bootstrap.servers", "127.0.0.1:1"),
            ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"), ("transforms.p.probe", probe.Id));
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("commit"));

        await rig.Worker.StopTasksAsync([task]);
        var givenUp = Stopwatch.GetTimestamp();
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("transform dispose"));

        // Kafka would be waited for half a minute.
        Assert.InRange(Stopwatch.GetElapsedTime(givenUp), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.DoesNotContain(rig.Log, line => line.Contains("Could not close", StringComparison.Ordinal));
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_topic_is_created_as_the_connector_says()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var (wide, narrow) = (rig.Name("wide"), rig.Name("narrow"));
        var delivered = 0;
        probe.RecordCommitted = (_, _) => Interlocked.Increment(ref delivered);
        probe.PollBatches([Probes.Record(wide, "a", 1), Probes.Record(narrow, "a", 2)]);

        rig.StartSource(
            probe,
            ("topic.creation.groups", "w"),
            ("topic.creation.w.include", ".*wide"),
            ("topic.creation.w.partitions", "3"),
            ("topic.creation.default.partitions", "1"),
            ("topic.creation.default.replication.factor", "1"));

        await WorkerRig.UntilAsync(() => delivered == 2);
        using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = rig.BootstrapServers }).Build();
        var topics = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics;
        Assert.Equal(3, topics.Single(t => t.Topic == wide).Partitions.Count);
        Assert.Single(topics.Single(t => t.Topic == narrow).Partitions);
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task Batches_keep_below_the_limit_of_a_topic_that_the_task_creates()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = rig.Name("small");
        var delivered = 0;
        probe.RecordCommitted = (_, _) => Interlocked.Increment(ref delivered);
        probe.PollBatches([.. Enumerable.Range(0, 20).Select(i => Probes.Record(topic, "a", i) with { Value = new string('x', 5_000) })]);

        rig.StartSource(
            probe,
            ("topic.creation.default.partitions", "1"), ("topic.creation.default.replication.factor", "1"),
            ("topic.creation.default.max.message.bytes", "20000"), ("producer.override.linger.ms", "200"));

        await WorkerRig.UntilAsync(() => delivered == 20, () => string.Join("\n", rig.Log));
    }

    [KafkaFact]
    public async Task A_task_that_cannot_be_built_fails_without_a_version()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();

        var task = rig.StartSource(probe, ("transforms", "p"), ("transforms.p.type", "no.such.Transform"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Null(failure.Version);
        Assert.Empty(rig.Worker.TaskIds);
        Assert.Contains("kafka_connect_worker_task_startup_failure_total 1\n", rig.Scrape(), StringComparison.Ordinal);
    }

    private static (string Key, string Value)[] DeadLetters(string topic) =>
    [
        ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"), ("errors.tolerance", "all"),
        ("errors.source.deadletterqueue.topic.name", topic), ("errors.source.deadletterqueue.topic.replication.factor", "1"),
    ];
}

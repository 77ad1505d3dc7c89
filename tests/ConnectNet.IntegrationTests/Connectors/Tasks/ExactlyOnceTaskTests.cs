using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Source tasks with exactly-once delivery: what readers of committed records see, with the offsets that belong to it.</summary>
public sealed class ExactlyOnceTaskTests
{
    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_poll_is_one_transaction_and_the_task_hears_of_it_afterwards()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var visible = new ConcurrentQueue<int>();
        // Told of the first of two records, both and their offset can be read already.
        probe.RecordCommitted = (_, metadata) => visible.Enqueue(metadata is null ? -1 : TopicData.Read(rig.BootstrapServers, topic).Count);
        probe.PollBatches([Probes.Record(topic, "a", 1), Probes.Record(topic, "b", 1), Probes.Record(topic, "b", 2, "drop")], [Probes.Record(topic, "a", 2)]);

        var task = rig.StartSource(probe, ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"));

        await WorkerRig.UntilAsync(() => visible.Count == 4 && probe.Calls.Count(c => c == "commit") > 2);
        Assert.Equal([-1, 2, 2, 3], visible.Order());
        Assert.Equal(2L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        // I2
        Assert.Equal(2L, (await rig.OffsetAsync(task.Connector, "b"))!["position"]);
        var labels = $"{{connector=\"{task.Connector}\",task=\"0\"}}";
        var scrape = rig.Scrape();
        Assert.Contains("kafka_connect_source_task_transaction_size_max" + labels + " 2\n", scrape, StringComparison.Ordinal);
        Assert.Contains("kafka_connect_source_task_transaction_size_min" + labels + " 1\n", scrape, StringComparison.Ordinal);
        Assert.Contains("kafka_connect_source_task_transaction_size_avg" + labels + " 1.5", scrape, StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);
        Assert.DoesNotContain(task.Connector, rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_batch_that_fails_leaves_neither_records_nor_offsets()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        probe.PollBatches([Probes.Record(topic, "a", 1)], [Probes.Record(topic, "a", 2), Probes.Record(topic, "a", 3, "bad")]);

        var task = rig.StartSource(probe, ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform"));

        await rig.StateAsync(task, ConnectState.Failed);
        // The open transaction was aborted: nobody waits for its time-out.
        await rig.Worker.StopTasksAsync([task]);
        Assert.Equal(["value 1"], TopicData.Read(rig.BootstrapServers, topic).Select(r => Probes.Text(r.Message.Value)));
        Assert.Equal(1L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task An_interval_ends_a_transaction_also_while_the_source_is_silent()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var polls = 0;
        probe.Poll = async (_, _, ct) =>
        {
            if (Interlocked.Increment(ref polls) > 3)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            return [Probes.Record(topic, "a", polls)];
        };

        var task = rig.StartSource(probe, ("transaction.boundary", "interval"), ("transaction.boundary.interval.ms", "1500"));

        TopicData.Read(rig.BootstrapServers, topic, r => r.Count == 3);
        Assert.Equal(3L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        Assert.Contains($"transaction_size_max{{connector=\"{task.Connector}\",task=\"0\"}} 3\n", rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_stop_and_a_pause_commit_what_is_open()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var next = 0;
        probe.Poll = async (_, _, ct) =>
        {
            await Task.Delay(1, ct);
            return [Probes.Record(topic, "a", Interlocked.Increment(ref next))];
        };
        var task = rig.StartSource(probe, ("transaction.boundary", "interval"), ("transaction.boundary.interval.ms", "600000"));
        await WorkerRig.UntilAsync(() => next > 20);

        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Paused, CancellationToken.None);
        await rig.StateAsync(task, ConnectState.Paused);
        var read = TopicData.Read(rig.BootstrapServers, topic, r => r.Count == next);
        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Started, CancellationToken.None);
        await WorkerRig.UntilAsync(() => next > read.Count + 20);
        await rig.Worker.StopTasksAsync([task]);

        var all = TopicData.Read(rig.BootstrapServers, topic);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => "value " + n), all.Select(r => Probes.Text(r.Message.Value)));
        Assert.Equal((long)all.Count, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        Assert.True(all.Count > read.Count);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_task_may_commit_and_abort_by_batch_and_by_record()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var polls = 0;
        probe.Poll = async (_, context, ct) =>
        {
            var transactions = context.Transactions!;
            SourceRecord R(int offset) => Probes.Record(topic, "a", offset);
            switch (Interlocked.Increment(ref polls))
            {
                case 1:
                    return [R(1)];
                case 2:
                    // With what came before.
                    transactions.CommitTransaction();
                    return [R(2)];
                case 3:
                    transactions.AbortTransaction();
                    return [R(3), R(4)];
                case 4:
                    SourceRecord[] batch = [R(5), R(6), R(7), R(8), R(9)];
                    transactions.CommitTransaction(batch[1]);
                    transactions.AbortTransaction(batch[3]);
                    return batch;
                default:
                    await Task.Delay(20, ct);
                    return null;
            }
        };
        var task = rig.StartSource(probe, ("transaction.boundary", "connector"));

        await WorkerRig.UntilAsync(() => polls > 6);
        // The last record waits for a commit that is never asked for.
        Assert.Equal(8L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
        await rig.Worker.StopTasksAsync([task]);
        Assert.Equal([1, 2, 5, 6], TopicData.Read(rig.BootstrapServers, topic).Select(r => int.Parse(Probes.Text(r.Message.Value)![6..])));
        Assert.Equal(8L, (await rig.OffsetAsync(task.Connector, "a"))!["position"]);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_task_that_wants_a_commit_and_an_abort_fails()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        probe.Poll = (_, context, _) =>
        {
            context.Transactions!.CommitTransaction();
            context.Transactions.AbortTransaction();
            return ValueTask.FromResult<IReadOnlyList<SourceRecord>?>([Probes.Record(topic, "a", 1)]);
        };

        var task = rig.StartSource(probe, ("transaction.boundary", "connector"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            "java.lang.IllegalStateException: Connector requested both commit and abort of same transaction\n", failure.Trace, StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);
        Assert.Empty(TopicData.Read(rig.BootstrapServers, topic));
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_zombie_can_write_no_more_and_fails()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        await using var twin = rig.Twin();
        using var probe = new Probe();
        using var heir = new Probe();
        var topic = await rig.TopicAsync("t");
        using var go = new ManualResetEventSlim();
        var polls = 0;
        probe.Poll = (_, _, _) =>
        {
            if (Interlocked.Increment(ref polls) == 3)
            {
                go.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            }

            return ValueTask.FromResult<IReadOnlyList<SourceRecord>?>([Probes.Record(topic, "a", polls)]);
        };
        var task = rig.StartSource(probe, ("transaction.boundary", "interval"), ("transaction.boundary.interval.ms", "0"));
        await WorkerRig.UntilAsync(() => polls == 3);

        var from = new ConcurrentQueue<object?>();
        heir.Poll = async (_, context, ct) =>
        {
            if (from.IsEmpty)
            {
                var offset = (await context.Offsets.GetAsync([Probes.Partition("a")], ct))[0];
                from.Enqueue(offset?["position"]);
                return [Probes.Record(topic, "a", 100)];
            }

            await Task.Delay(20, ct);
            return null;
        };
        twin.StartSource(heir);
        TopicData.Read(rig.BootstrapServers, topic, r => r.Count == 3);
        go.Set();

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Contains("ProducerFencedException", failure.Trace, StringComparison.Ordinal);
        Assert.Equal([2L], from);
        Assert.Equal(["value 1", "value 2", "value 100"], TopicData.Read(rig.BootstrapServers, topic).Select(r => Probes.Text(r.Message.Value)));
        Assert.Equal(100L, (await twin.OffsetAsync(task.Connector, "a"))!["position"]);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_transaction_that_takes_too_long_fails_the_task_with_the_cure()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var polls = 0;
        probe.Poll = async (_, _, ct) =>
        {
            await Task.Delay(Interlocked.Increment(ref polls) == 1 ? 0 : 200, ct);
            return [Probes.Record(topic, "a", polls)];
        };

        var task = rig.StartSource(
            probe, ("transaction.boundary", "connector"), ("producer.override.transaction.timeout.ms", "1000"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            $"org.apache.kafka.connect.errors.ConnectException: The task {task} was unable to finish writing records to Kafka before its producer transaction expired. ",
            failure.Trace,
            StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);
        Assert.Empty(TopicData.Read(rig.BootstrapServers, topic));
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_connector_s_own_offsets_topic_is_written_in_the_transaction_and_copied_to_the_worker_s_afterwards()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var own = rig.Name("own");
        probe.PollBatches([Probes.Record(topic, "a", 1)], [Probes.Record(topic, "a", 2, "bad")]);
        (string, string)[] keys = [("offsets.storage.topic", own), ("transforms", "p"), ("transforms.p.type", "test.ProbeTransform")];

        var task = rig.StartSource(probe, keys);

        await rig.StateAsync(task, ConnectState.Failed);
        Assert.Equal(["{\"position\":1}"], TopicData.Read(rig.BootstrapServers, own).Select(r => Probes.Text(r.Message.Value)));
        await WorkerRig.UntilAsync(() => rig.OffsetAsync(task.Connector, "a").Result is { } copied && Equals(copied["position"], 1L));
        await rig.Worker.StopTasksAsync([task]);

        var config = rig.ConnectorConfig("test.ProbeSourceConnector", probe, keys);
        await rig.Worker.ModifyConnectorOffsetsAsync(
            task.Connector, config, [new(Probes.Partition("a"), new Dictionary<string, object?> { ["position"] = 7 })], CancellationToken.None);
        Assert.Equal(7L, (await rig.Worker.ConnectorOffsetsAsync(task.Connector, config, CancellationToken.None)).Single().Offset!["position"]);
        await rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, null, CancellationToken.None);
        Assert.Empty(await rig.Worker.ConnectorOffsetsAsync(task.Connector, config, CancellationToken.None));
        Assert.Null(await rig.OffsetAsync(task.Connector, "a"));
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_task_must_not_write_to_the_topic_of_its_offsets()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        probe.PollBatches([Probes.Record(rig.Name("offsets"), "a", 1)]);

        var failure = await rig.StateAsync(rig.StartSource(probe), ConnectState.Failed);

        Assert.StartsWith(
            "org.apache.kafka.connect.errors.ConnectException: Source tasks may not produce to their own offsets topics when exactly-once support is enabled\n",
            failure.Trace,
            StringComparison.Ordinal);
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_record_that_Kafka_refuses_fails_the_task_whatever_is_tolerated()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        probe.PollBatches([Probes.Record(topic, "a", 1)], [Probes.Record(topic, "a", 2), Probes.Record(topic, "a", 3, new string('x', 2_000_000))]);

        var task = rig.StartSource(probe, ("errors.tolerance", "all"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            $"org.apache.kafka.connect.errors.ConnectException: Failed to flush offsets and/or records for task {task}\n", failure.Trace, StringComparison.Ordinal);
        Assert.Contains("RecordTooLargeException", failure.Trace, StringComparison.Ordinal);
        await rig.Worker.StopTasksAsync([task]);
        Assert.Single(TopicData.Read(rig.BootstrapServers, topic));
    }

    [KafkaFact(Needs = Needs.Transactions)]
    public async Task A_task_that_is_refused_by_its_herder_does_not_start()
    {
        await using var rig = await WorkerRig.StartExactlyOnceAsync();
        using var probe = new Probe();
        var config = rig.ConnectorConfig("test.ProbeSourceConnector", probe);
        var id = new ConnectorTaskId(config["name"]!, 0);

        rig.Worker.StartTask(new TaskStart
        {
            Id = id,
            ConnectorConfig = config,
            TaskConfig = config,
            InitialState = TargetState.Started,
            TaskCount = 1,
            Fencing = new TaskFencing(_ => Task.CompletedTask, _ => throw new Sdk.Errors.ConnectException("newer tasks")),
        });

        Assert.StartsWith("org.apache.kafka.connect.errors.ConnectException: newer tasks", (await rig.StateAsync(id, ConnectState.Failed)).Trace, StringComparison.Ordinal);
        Assert.DoesNotContain("task start", probe.Calls);
    }
}

using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>A sink task in a worker, on a real broker: what is put, what is committed, and how it fails, pauses and shares partitions.</summary>
public sealed class SinkTaskTests
{
    private static readonly (string, string) Fast = ("consumer.override.session.timeout.ms", "6000");

    [KafkaFact]
    public async Task Records_are_put_and_what_the_task_has_is_committed()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "one", "two", null);

        var task = rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 3);
        var records = probe.Taken.SelectMany(b => b).ToList();
        Assert.Equal(["one", "two", null], records.Select(r => r.Value));
        Assert.Equal([0L, 1L, 2L], records.Select(r => r.Offset));
        Assert.All(records, r => Assert.Equal(new TopicPartition(topic, 0), r.OriginalTopicPartition));
        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 3);
        Assert.Contains("open " + topic + "-0", probe.Calls);
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("put nothing"));
        Assert.True(rig.TopicsUsed.ContainsKey(topic));
        var scrape = rig.Scrape();
        Assert.Contains($"kafka_connect_sink_task_sink_record_read_total{{connector=\"{task.Connector}\",task=\"0\"}} 3\n", scrape, StringComparison.Ordinal);
        Assert.Contains($"kafka_connect_sink_task_partition_count{{connector=\"{task.Connector}\",task=\"0\"}} 1\n", scrape, StringComparison.Ordinal);
    }

    // I3
    [KafkaFact]
    public async Task Only_what_pre_commit_returns_is_committed()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1", "2", "3", "4", "5");
        var offered = new System.Collections.Concurrent.ConcurrentQueue<long>();
        probe.PreCommit = offsets =>
        {
            foreach (var (_, offset) in offsets)
            {
                offered.Enqueue(offset);
            }

            return offsets.Where(o => o.Value >= 2).ToDictionary(o => o.Key, _ => 2L);
        };

        var task = rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => offered.Count(o => o == 5) >= 3);
        Assert.Equal(2, rig.Committed(task.Connector, topic));
        await rig.Worker.StopTasksAsync([task]);
        Assert.Equal(2, rig.Committed(task.Connector, topic));
    }

    // I4
    [KafkaFact]
    public async Task After_a_passing_fault_the_same_batch_comes_again_before_any_later_record()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1", "2");
        var puts = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var failures = 0;
        using var later = new ManualResetEventSlim();
        probe.Put = (context, records) =>
        {
            puts.Enqueue(string.Join(",", records.Select(r => r.Value)));
            if (records.Count > 0 && failures < 3)
            {
                failures++;
                // Later records are there before the batch comes again.
                rig.ProduceAsync(topic, "later " + failures).Wait();
                context.RetryAfter(TimeSpan.FromMilliseconds(300));
                throw new RetriableException("not now");
            }

            return ValueTask.CompletedTask;
        };

        rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 5, () => string.Join(" | ", puts));
        var tried = puts.Where(p => p.Length > 0).ToList();
        Assert.All(tried.Take(4), p => Assert.Equal(tried[0], p));
        Assert.Equal("1,2,later 1,later 2,later 3", string.Join(",", probe.Taken.SelectMany(b => b).Select(r => r.Value)));
    }

    // I5
    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task Every_record_is_put_or_filtered_or_in_the_dead_letter_queue()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        var dead = rig.Name("dlq");
        await rig.ProduceAsync(topic, "good", "bad", "drop", "errant", "fine");
        probe.Put = (context, records) =>
        {
            foreach (var record in records.Where(r => Equals(r.Value, "errant")))
            {
                context.ErrantRecords!.ReportAsync(record, new InvalidOperationException("cannot use it"));
            }

            return ValueTask.CompletedTask;
        };

        var task = rig.StartSink(
            probe,
            topic,
            Fast,
            ("transforms", "p"),
            ("transforms.p.type", "test.ProbeTransform"),
            ("errors.tolerance", "all"),
            ("errors.deadletterqueue.topic.name", dead),
            ("errors.deadletterqueue.topic.replication.factor", "1"),
            ("errors.deadletterqueue.context.headers.enable", "true"));

        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 5);
        Assert.Equal(["good", "errant", "fine"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
        var letters = TopicData.Read(rig.BootstrapServers, dead);
        Assert.Equal(["bad", "errant"], letters.Select(r => Probes.Text(r.Message.Value)));
        var headers = letters[0].Message.Headers.ToDictionary(h => h.Key, h => Probes.Text(h.GetValueBytes()));
        Assert.Equal(
            ["topic", "partition", "offset", "connector.name", "task.id", "stage", "class.name", "exception.class.name", "exception.message", "exception.stacktrace"],
            letters[0].Message.Headers.Select(h => h.Key["__connect.errors.".Length..]));
        Assert.Equal(topic, headers["__connect.errors.topic"]);
        Assert.Equal("1", headers["__connect.errors.offset"]);
        Assert.Equal("TRANSFORMATION", headers["__connect.errors.stage"]);
        Assert.Equal("test.ProbeTransform", headers["__connect.errors.class.name"]);
        Assert.Equal("org.apache.kafka.connect.errors.DataException", headers["__connect.errors.exception.class.name"]);
        Assert.Equal("This value is bad", headers["__connect.errors.exception.message"]);
        Assert.Equal("TASK_PUT", Probes.Text(letters[1].Message.Headers.GetLastBytes("__connect.errors.stage")));
        Assert.Equal("org.apache.kafka.connect.sink.SinkTask", Probes.Text(letters[1].Message.Headers.GetLastBytes("__connect.errors.class.name")));
        var labels = $"{{connector=\"{task.Connector}\",task=\"0\"}}";
        Assert.Contains("kafka_connect_task_error_deadletterqueue_produce_requests" + labels + " 2\n", rig.Scrape(), StringComparison.Ordinal);
    }

    // I5
    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_reported_record_fails_the_task_where_errors_are_not_tolerated_even_if_the_task_swallows_it()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "errant");
        probe.Put = (context, records) =>
        {
            foreach (var record in records)
            {
                try
                {
                    context.ErrantRecords!.ReportAsync(record, new InvalidOperationException("cannot use it"));
                }
                catch (ConnectException)
                {
                    // As a careless task does.
                }
            }

            return ValueTask.CompletedTask;
        };

        var task = rig.StartSink(probe, topic, Fast, ("errors.log.enable", "true"));

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            "org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.\n", failure.Trace, StringComparison.Ordinal);
        Assert.Contains("Caused by: org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n", failure.Trace, StringComparison.Ordinal);
        Assert.Null(rig.Committed(task.Connector, topic));
    }

    [KafkaFact]
    public async Task A_permanent_fault_of_pre_commit_fails_the_task()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1");
        probe.PreCommit = static offsets => offsets.Values.First() == 0 ? offsets : throw new InvalidOperationException("disk full");

        var task = rig.StartSink(probe, topic, Fast);

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.Contains("Caused by: java.lang.IllegalStateException: disk full\n", failure.Trace, StringComparison.Ordinal);
        Assert.Null(rig.Committed(task.Connector, topic));
    }

    [KafkaFact]
    public async Task A_passing_fault_of_pre_commit_has_everything_since_the_last_commit_read_again()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1", "2", "3");
        var failed = false;
        probe.PreCommit = offsets =>
        {
            if (!failed && offsets.Values.First() == 3)
            {
                failed = true;
                throw new RetriableException("not now");
            }

            return offsets;
        };

        var task = rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 3);
        var values = string.Join(",", probe.Taken.SelectMany(b => b).Select(r => r.Value));
        Assert.Equal("1,2,3,1,2,3", values);
    }

    [KafkaFact]
    public async Task A_rewind_reads_from_elsewhere()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "0", "1", "2", "3");
        probe.Open = (context, partitions) => context.Rewind(partitions.First(), 2);

        rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 2);
        Assert.Equal(["2", "3"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
    }

    [KafkaFact]
    public async Task A_paused_task_gets_empty_batches_and_goes_on_where_it_was()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1");
        var task = rig.StartSink(probe, topic, Fast);
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 1);

        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Paused, CancellationToken.None);
        await rig.StateAsync(task, ConnectState.Paused);
        await rig.ProduceAsync(topic, "2", "3");
        var empty = probe.Calls.Count(c => c == "put nothing");
        await WorkerRig.UntilAsync(() => probe.Calls.Count(c => c == "put nothing") > empty + 3);
        Assert.Single(probe.Taken);

        await rig.Worker.SetTargetStateAsync(task.Connector, TargetState.Started, CancellationToken.None);
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 3);
        Assert.Equal(["1", "2", "3"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
        Assert.Equal([task + " RUNNING", task + " PAUSED", task + " RUNNING"], rig.States);
    }

    [KafkaFact]
    public async Task A_task_without_records_is_not_asked_over_and_over()
    {
        await using var rig = await WorkerRig.StartAsync(("offset.flush.interval.ms", "60000"));
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "one");
        var puts = 0;
        probe.Put = (_, _) =>
        {
            Interlocked.Increment(ref puts);
            return ValueTask.CompletedTask;
        };
        rig.StartSink(probe, topic);
        await WorkerRig.UntilAsync(() => probe.Taken.Count == 1);

        // A loop without a wait would come to thousands.
        var before = Volatile.Read(ref puts);
        await Task.Delay(1000);
        Assert.InRange(Volatile.Read(ref puts) - before, 0, 20);

        await rig.ProduceAsync(topic, "two");
        await WorkerRig.UntilAsync(() => probe.Taken.Count == 2);
    }

    [KafkaFact]
    public async Task A_task_can_pause_its_own_partitions()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t", 2);
        await rig.ProduceAsync(topic, Enumerable.Range(0, 40).Select(i => i.ToString()).ToArray());
        var paused = new TopicPartition(topic, 1);
        var resume = false;
        probe.Open = (context, partitions) => context.Pause(partitions.Where(p => p == paused));
        probe.Put = (context, _) =>
        {
            if (Volatile.Read(ref resume))
            {
                context.Resume([paused]);
            }

            return ValueTask.CompletedTask;
        };

        rig.StartSink(probe, topic, Fast);

        await WorkerRig.UntilAsync(() => probe.Calls.Count(c => c == "put nothing") > 2);
        Assert.All(probe.Taken.SelectMany(b => b), r => Assert.Equal(0, r.OriginalPartition));
        Volatile.Write(ref resume, true);
        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 40);
        Assert.Equal(40, probe.Taken.SelectMany(b => b).Select(r => r.Value).Distinct().Count());
    }

    [KafkaFact(Needs = Needs.Workers)]
    public async Task A_second_task_takes_partitions_over_after_the_first_committed_and_closed_them()
    {
        await using var rig = await WorkerRig.StartAsync(("offset.flush.interval.ms", "600000"));
        using var first = new Probe();
        using var second = new Probe();
        var topic = await rig.TopicAsync("t", 2);
        await rig.ProduceAsync(topic, Enumerable.Range(0, 40).Select(i => i.ToString()).ToArray());
        var task = rig.StartSink(first, topic, Fast, ("consumer.override.heartbeat.interval.ms", "500"));
        await WorkerRig.UntilAsync(() => first.Taken.Sum(b => b.Count) == 40);

        rig.StartTask("test.ProbeSinkConnector", second, 1, ("topics", topic), Fast, ("consumer.override.heartbeat.interval.ms", "500"));
        await WorkerRig.UntilAsync(() =>
            second.Calls.Any(c => c.StartsWith("open", StringComparison.Ordinal)) && first.Calls.Count(c => c.StartsWith("open", StringComparison.Ordinal)) == 2);
        // Without keys a producer may put all of them on one partition.
        await TopicData.ProduceAsync(rig.BootstrapServers, topic, Enumerable.Range(100, 40).Select(i => System.Text.Encoding.UTF8.GetBytes(i.ToString()))
            .Select(number => new Confluent.Kafka.Message<byte[]?, byte[]?> { Key = number, Value = number }));
        await WorkerRig.UntilAsync(() => first.Taken.Sum(b => b.Count) + second.Taken.Sum(b => b.Count) >= 80);

        var calls = first.Calls.Where(c => c is not "put nothing").ToList();
        Assert.Equal($"close {topic}-0,{topic}-1", calls.Single(c => c.StartsWith("close", StringComparison.Ordinal)));
        Assert.Equal("preCommit", calls[calls.IndexOf($"close {topic}-0,{topic}-1") - 1]);
        var all = first.Taken.Concat(second.Taken).SelectMany(b => b).Select(r => (string)r.Value!).ToList();
        Assert.Equal(80, all.Count);
        Assert.Equal(80, all.Distinct().Count());
        Assert.NotEmpty(second.Taken);
    }

    [KafkaFact(Needs = Needs.TopicAdmin)]
    public async Task A_pattern_in_Java_s_syntax_subscribes_whole_names()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var daily = await rig.TopicAsync("sales.1.daily");
        var other = await rig.TopicAsync("sales.1.daily.dlq");
        await rig.ProduceAsync(daily, "yes");
        await rig.ProduceAsync(other, "no");

        rig.StartTask("test.ProbeSinkConnector", probe, 0, ("topics.regex", rig.Name(@"\p{IsLatin}++\.\pN\.(?!weekly)daily")), Fast);

        await WorkerRig.UntilAsync(() => probe.Taken.Sum(b => b.Count) == 1);
        await WorkerRig.UntilAsync(() => probe.Calls.Count(c => c == "put nothing") > 3);
        Assert.Equal(["yes"], probe.Taken.SelectMany(b => b).Select(r => r.Value));
    }

    [KafkaFact]
    public async Task A_failing_put_fails_the_task_and_commits_nothing_of_the_batch()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1");
        probe.Put = static (_, records) => records.Count > 0 ? throw new InvalidOperationException("no table") : ValueTask.CompletedTask;

        var task = rig.StartSink(probe, topic, Fast);

        var failure = await rig.StateAsync(task, ConnectState.Failed);
        Assert.StartsWith(
            "org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.\n"
            + "\tat org.apache.kafka.connect.runtime.WorkerSinkTask.Put(",
            failure.Trace,
            StringComparison.Ordinal);
        Assert.Contains("Caused by: java.lang.IllegalStateException: no table\n", failure.Trace, StringComparison.Ordinal);
        Assert.Null(rig.Committed(task.Connector, topic));
        Assert.Equal("task stop", probe.Calls.Last());
    }
}

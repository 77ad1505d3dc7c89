using System.Globalization;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Metrics;

/// <summary>
/// The names, labels and types that a Java worker 4.3.1 showed through the exporter with a source and a sink connector:
/// <c>java-scrape.txt</c>. Of its clients those that librdkafka counts too. Prometheus' client for .NET has no type <c>untyped</c>; its
/// gauges mean the same.
/// </summary>
public sealed class JavaNamesTests : IDisposable
{
    private readonly ConnectMetrics _metrics = new(TimeProvider.System);

    [Fact]
    public void Every_series_of_a_Java_worker_is_there_with_its_labels_and_type()
    {
        using var worker = new WorkerMetrics(_metrics, () => 2, () => 2);
        _metrics.AddAppInfo("127.0.0.1:22083");
        _metrics.Rebalance.Enable("connect-127.0.0.1:22083", "SESSIONED");
        _metrics.Rebalance.RebalanceCompleted(5, "http://127.0.0.1:22083/");
        using var source = new SourceTaskMetrics(_metrics, "tasks-src", 0);
        using var sink = new SinkTaskMetrics(_metrics, "tasks-snk", 0);
        var more = new List<IDisposable>();
        foreach (var (name, type) in new[] { ("tasks-src", "Source"), ("tasks-snk", "Sink") })
        {
            more.Add(new ConnectorMetrics(_metrics, name, type.ToLowerInvariant(), $"org.apache.kafka.connect.file.FileStream{type}Connector", "4.3.1")
            {
                Status = "running",
            });
            var task = new TaskMetrics(_metrics, name, 0, "running");
            worker.AddTask(name, task);
            more.Add(task);
            more.Add(new ErrorMetrics(_metrics, name, 0));
        }

        var network = new NetworkMetrics(_metrics, "connect-127.0.0.1:22083");
        network.Sent(1, 100);
        network.Received(1, 100, TimeSpan.FromMilliseconds(1));
        _metrics.OnClientStatistics("connector-producer-tasks-src-0", Statistics("producer"));
        _metrics.OnClientStatistics("connector-consumer-tasks-snk-0", Statistics("consumer"));
        _metrics.OnClientStatistics("connect-cluster-shared-admin", Statistics("producer"));
        _metrics.OnClientStatistics("connector-adminclient-tasks-src-0", Statistics("producer"));

        var scrape = new ScrapedMetrics(_metrics);
        var missing = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Metrics", "java-scrape.txt")))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                if (scrape.Types.GetValueOrDefault(parts[2]) != parts[3].Replace("untyped", "gauge", StringComparison.Ordinal))
                {
                    missing.Add(line + " is " + scrape.Types.GetValueOrDefault(parts[2]));
                }
            }
            else if (!scrape.Values.ContainsKey(ScrapedMetrics.Series(Here(line))))
            {
                missing.Add(line);
            }
        }

        more.ForEach(m => m.Dispose());
        Assert.Empty(missing);
    }

    [Fact]
    public void Threads_are_counted_and_collections_of_garbage_are_a_summary()
    {
        var before = GC.CollectionCount(0);
        GC.Collect();
        foreach (var _ in new[] { 1, 2 })
        {
            var scrape = new ScrapedMetrics(_metrics);
            Assert.InRange(int.Parse(scrape.Values["jvm_threads_current"]), 3, 1_000);
            Assert.Equal("summary", scrape.Types["jvm_gc_collection_seconds"]);
            Assert.InRange(int.Parse(scrape.Values["jvm_gc_collection_seconds_count{gc=\"dotnet\"}"]), before + 1, GC.CollectionCount(0));
            Assert.InRange(
                double.Parse(scrape.Values["jvm_gc_collection_seconds_sum{gc=\"dotnet\"}"], CultureInfo.InvariantCulture), 1e-6, GC.GetTotalPauseDuration().TotalSeconds + 1e-6);
        }
    }

    [Fact]
    public void A_new_state_takes_the_place_of_the_old_one_and_all_vanishes_with_its_owner()
    {
        using (var task = new TaskMetrics(_metrics, "c", 0, "running"))
        {
            task.Status = "failed";
            var scrape = new ScrapedMetrics(_metrics);
            Assert.Equal("1", scrape.Values["kafka_connect_connector_task_status{connector=\"c\",status=\"failed\",task=\"0\"}"]);
            Assert.DoesNotContain("status=\"running\"", scrape.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("connector=\"c\"", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connector_s_tasks_are_counted_by_state_until_the_last_is_gone()
    {
        using var worker = new WorkerMetrics(_metrics, () => 1, () => 2);
        using var first = new TaskMetrics(_metrics, "c", 0, "running");
        using var second = new TaskMetrics(_metrics, "c", 1, "running");
        worker.AddTask("c", first);
        worker.AddTask("c", second);
        second.Status = "failed";
        Assert.Equal(("2", "1", "1", "0"), (Count("total"), Count("running"), Count("failed"), Count("paused")));
        worker.RemoveTask("c", first);
        Assert.Equal(("1", "0", "1", "0"), (Count("total"), Count("running"), Count("failed"), Count("paused")));
        worker.RemoveTask("c", second);
        worker.RemoveTask("c", second);
        Assert.DoesNotContain("task_count{connector", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);

        string Count(string state) => new ScrapedMetrics(_metrics).Values[$"kafka_connect_worker_connector_{state}_task_count{{connector=\"c\"}}"];
    }

    [Fact]
    public void Client_statistics_are_summed_over_brokers()
    {
        _metrics.OnClientStatistics("connector-consumer-tasks-snk-0", Statistics("consumer"));
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("1", values["kafka_consumer_connection_count{clientid=\"connector-consumer-tasks-snk-0\"}"]);
        Assert.Equal("120", values["kafka_consumer_outgoing_byte_total{clientid=\"connector-consumer-tasks-snk-0\"}"]);
        Assert.Equal("7", values["kafka_consumer_fetch_manager_records_lag{clientid=\"connector-consumer-tasks-snk-0\",partition=\"0\",topic=\"tasks-j-lines\"}"]);
        Assert.Equal("2.5", values["kafka_consumer_node_request_latency_avg{clientid=\"connector-consumer-tasks-snk-0\",nodeid=\"node-1\"}"]);
    }

    [Fact]
    public void Rates_and_averages_are_over_the_time_between_two_statistics()
    {
        _metrics.OnClientStatistics("p", Statistics("producer"));
        Assert.Equal(("20", "10", "50"), (Value("topic_record_send_rate", ",topic=\"tasks-j-lines\""), Value("request_size_avg"), Value("records_per_request_avg")));
        _metrics.OnClientStatistics("p", Statistics("producer").Replace("20000000", "25000000", StringComparison.Ordinal)
            .Replace("\"tx\":12", "\"tx\":14", StringComparison.Ordinal).Replace("\"tx_bytes\":120", "\"tx_bytes\":160", StringComparison.Ordinal));
        Assert.Equal(("0", "20", "NaN"), (Value("topic_record_send_rate", ",topic=\"tasks-j-lines\""), Value("request_size_avg"), Value("records_per_request_avg")));
        Assert.Equal("0.4", new ScrapedMetrics(_metrics).Values["kafka_producer_node_request_rate{clientid=\"p\",nodeid=\"node-1\"}"]);
        Assert.Equal(("33553432", "500", "3", "1700000000"), (Value("buffer_available_bytes"), Value("batch_size_avg"), Value("metadata_age"), Value("start_time_seconds")));

        string Value(string name, string more = "") => new ScrapedMetrics(_metrics).Values[$"kafka_producer_{name}{{clientid=\"p\"{more}}}"];
    }

    [Fact]
    public void The_group_client_waits_between_its_reads_and_writes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var metrics = new ConnectMetrics(time);
        var network = new NetworkMetrics(metrics, "member");
        time.Advance(TimeSpan.FromSeconds(3));
        var started = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1));
        network.Transferred(started);
        network.Reauthenticated(accepted: true, TimeSpan.FromMilliseconds(40));
        network.Reauthenticated(accepted: false, TimeSpan.FromMilliseconds(9));
        var values = new ScrapedMetrics(metrics).Values;
        Assert.Equal(("1", "1000000000", "3000000000"), (Value("select_total"), Value("io_time_ns_total"), Value("io_wait_time_ns_avg")));
        Assert.Equal(("40", "1", "1"), (Value("reauthentication_latency_avg"), Value("failed_reauthentication_total"), Value("successful_reauthentication_total")));

        string Value(string name) => values[$"kafka_connect_{name}{{clientid=\"member\"}}"];
    }

    public void Dispose() => _metrics.Dispose();

    // Commit and client library are ours.
    private static string Here(string line) => line
        .Replace("26b251a451ce941d", AppInfo.Commit, StringComparison.Ordinal)
        .Replace("LIBRDKAFKA", Confluent.Kafka.Library.VersionString, StringComparison.Ordinal);

    private static string Statistics(string type) => """
        {"type":"TYPE","tx":12,"rx":11,"tx_bytes":120,"rx_bytes":110,"txmsgs":200,"rxmsgs":200,"txmsg_bytes":4981,"rxmsg_bytes":4981,
         "ts":20000000,"age":10000000,"time":1700000010,"msg_size":1000,"msg_size_max":33554432,
         "brokers":{"b:9092/1":{"nodeid":1,"state":"UP","tx":12,"rx":11,"txbytes":120,"rxbytes":110,"connects":1,"disconnects":0,"wakeups":40,
                                   "req":{"Produce":4,"Fetch":8},"rtt":{"avg":2500,"cnt":2}},
                    "b:9092/bootstrap":{"nodeid":-1,"state":"DOWN","tx":0,"rx":0,"txbytes":0,"rxbytes":0}},
         "topics":{"tasks-j-lines":{"metadata_age":3000,"batchsize":{"avg":500,"cnt":4},
                                     "partitions":{"0":{"txmsgs":200,"txbytes":4981,"rxmsgs":200,"consumer_lag":7,"lo_offset":5,"app_offset":9},"-1":{"consumer_lag":-1}}}}}
        """.Replace("TYPE", type, StringComparison.Ordinal);
}

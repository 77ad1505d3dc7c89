using System.Diagnostics.Metrics;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Metrics;
using ConnectNet.TestKit.Logging;

namespace ConnectNet.UnitTests.Runtime.Metrics;

public sealed class PluginMetricsTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly ConnectMetrics _metrics;

    public PluginMetricsTests()
    {
        _metrics = new ConnectMetrics(TimeProvider.System, logger: _log);
    }

    [Fact]
    public void Series_are_those_of_a_Java_worker_s_plug_ins()
    {
        KeyValuePair<string, object?>[][] contexts =
            [MetricLabels.Connector("c1"), MetricLabels.Connector("c:2"), MetricLabels.Task("c1", 0), MetricLabels.Task("c1", 1)];
        var plugins = new List<KeyValuePair<string, object?>[]>
        {
            MetricLabels.WorkerPlugin("connector.client.config.override.policy", "mon.MonPolicy"),
            MetricLabels.WorkerPlugin("rest.extension.classes", "mon.MonRest"),
        };
        foreach (var task in new[] { 0, 1 })
        {
            plugins.AddRange([.. new[] { "key", "value", "header" }.Select(role => MetricLabels.Part("c1", task, "converter", role))]);
            plugins.AddRange([.. new[] { "t1", "t2" }.Select(alias => MetricLabels.Part("c1", task, "transformation", alias))]);
            plugins.Add(MetricLabels.Part("c1", task, "predicate", "p"));
        }

        foreach (var place in contexts)
        {
            _metrics.CreateMeter("mon.MonSource", place).CreateObservableGauge("ctx", () => 1);
        }

        foreach (var meter in plugins.Select(place => _metrics.CreateMeter("mon", place)))
        {
            meter.CreateObservableGauge("level", () => 5);
            meter.CreateObservableGauge("level", () => 6, null, null, [new("zeta", "z"), new("alpha", "a b:c")]);
            meter.CreateObservableGauge("worker-level.x y", () => 1.5, null, null, [new("Odd.Tag", "v")]);
        }

        var ours = new ScrapedMetrics(_metrics).Values.Where(IsPlugin).Select(pair => $"{pair.Key} {pair.Value}");
        var java = File.ReadLines(Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Metrics", "java-plugins-scrape.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Replace(".0", "", StringComparison.Ordinal));
        Assert.Equal(java.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_text_is_a_label_of_a_series_that_is_1_and_its_labels_are_sorted()
    {
        var state = "starting: \"a\"";
        using var meter = _metrics.CreateMeter("test", MetricLabels.Task("c", 0));
        meter.CreateObservableText("sync.state", () => state, "What it does");
        Assert.Contains(
            "kafka_connect_plugins_sync_state{connector=\"c\",sync_state=\"starting: \\\"a\\\"\",task=\"0\"} 1\n", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
        state = "reading";
        Assert.Equal("1", Assert.Single(new ScrapedMetrics(_metrics).Values, IsPlugin).Value);
        state = null!;
        Assert.DoesNotContain(new ScrapedMetrics(_metrics).Values, IsPlugin);
    }

    [Fact]
    public void A_second_instrument_of_one_name_is_refused_unless_its_tags_differ()
    {
        using var meter = _metrics.CreateMeter("x.Plugin", MetricLabels.Connector("c"));
        meter.CreateObservableGauge("a.level", () => 1);
        foreach (var again in new Action[]
        {
            () => meter.CreateObservableGauge("a.level", () => 2), () => meter.CreateObservableGauge("A_level", () => 2),
            () => meter.CreateHistogram<double>("a.level"),
        })
        {
            var refused = Assert.Throws<ArgumentException>(again);
            Assert.Contains("of x.Plugin already exists as kafka_connect_plugins_a_level{connector=\"c\"}", refused.Message, StringComparison.Ordinal);
        }

        meter.CreateObservableGauge("a.level", () => 3, null, null, [new("part", "b")]);
        // The platform gives the counter that there is.
        Assert.Same(meter.CreateCounter<long>("seen"), meter.CreateCounter<long>("seen"));
        using var other = _metrics.CreateMeter("x.Plugin", MetricLabels.Connector("d"));
        other.CreateObservableGauge("a.level", () => 4);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("1", values["kafka_connect_plugins_a_level{connector=\"c\"}"]);
        Assert.Equal("3", values["kafka_connect_plugins_a_level{connector=\"c\",part=\"b\"}"]);
        Assert.Equal("4", values["kafka_connect_plugins_a_level{connector=\"d\"}"]);
        meter.Dispose();
        using var next = _metrics.CreateMeter("x.Plugin", MetricLabels.Connector("c"));
        next.CreateObservableGauge("a.level", () => 5);
        Assert.Equal("5", new ScrapedMetrics(_metrics).Values["kafka_connect_plugins_a_level{connector=\"c\"}"]);
    }

    [Fact]
    public void A_tag_with_the_name_of_one_that_says_where_the_plug_in_stands_is_refused()
    {
        using var meter = _metrics.CreateMeter("x.Plugin", MetricLabels.Part("c", 0, "transformation", "t"));
        foreach (var name in new[] { "connector", "Task", "transformation" })
        {
            KeyValuePair<string, object?> tag = new(name, "x");
            var made = Assert.Throws<ArgumentException>(() => meter.CreateObservableGauge("level", () => 1, null, null, [tag]));
            var measured = Assert.Throws<ArgumentException>(() => meter.CreateCounter<int>("seen").Add(1, tag));
            Assert.Contains($"Cannot use {name} as a tag name of metric level of x.Plugin", made.Message, StringComparison.Ordinal);
            Assert.Contains($"Cannot use {name} as a tag name of metric seen of x.Plugin", measured.Message, StringComparison.Ordinal);
        }

        meter.CreateCounter<int>("seen").Add(1, new KeyValuePair<string, object?>("predicate", "x"));
        Assert.Equal("1", new ScrapedMetrics(_metrics).Values[
            "kafka_connect_plugins_seen_total{connector=\"c\",predicate=\"x\",task=\"0\",transformation=\"t\"}"]);
    }

    [Fact]
    public void A_plug_in_s_series_is_none_of_the_worker_s_own()
    {
        using var worker = new WorkerMetrics(_metrics, () => 7, () => 2);
        using var meter = _metrics.CreateMeter("test");
        meter.CreateObservableGauge("kafka.connect.worker.connector.count", () => 1);
        meter.CreateHistogram<double>("connector_count").Record(1);
        Assert.Equal("7", new ScrapedMetrics(_metrics).Values["kafka_connect_worker_connector_count"]);
    }

    [Fact]
    public void Plug_ins_of_the_worker_are_named_by_key_and_class()
    {
        _metrics.Monitor(new Counting(), "config.providers", new KeyValuePair<string, object?>("provider", "one"));
        _metrics.Monitor(new Counting(), "config.providers", new KeyValuePair<string, object?>("provider", "two"));
        _metrics.Monitor(this, "config.providers");
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("1", values["kafka_connect_plugins_read_total{class=\"Counting\",config=\"config.providers\",provider=\"one\"}"]);
        Assert.Equal("1", values["kafka_connect_plugins_read_total{class=\"Counting\",config=\"config.providers\",provider=\"two\"}"]);
    }

    [Fact]
    public void A_plug_in_s_counter_has_the_labels_of_its_meter_and_its_own_and_ends_with_the_meter()
    {
        using (var meter = _metrics.CreateMeter("test", [.. MetricLabels.Task("c", 0), new("transformation", "v")]))
        {
            var counter = meter.CreateCounter<long>("connectnet.validate.records");
            counter.Add(1, new KeyValuePair<string, object?>("rule", "spend"), new("action", "drop"));
            counter.Add(2, new KeyValuePair<string, object?>("rule", "spend"), new("action", "drop"));
            counter.Add(5, new KeyValuePair<string, object?>("rule", "date"), new("action", "tag"));
            var scrape = new ScrapedMetrics(_metrics);
            Assert.Equal("counter", scrape.Types["kafka_connect_plugins_connectnet_validate_records_total"]);
            Assert.Equal("3", scrape.Values["kafka_connect_plugins_connectnet_validate_records_total{action=\"drop\",connector=\"c\",rule=\"spend\",task=\"0\",transformation=\"v\"}"]);
            Assert.Equal("5", scrape.Values["kafka_connect_plugins_connectnet_validate_records_total{action=\"tag\",connector=\"c\",rule=\"date\",task=\"0\",transformation=\"v\"}"]);
        }

        Assert.DoesNotContain(new ScrapedMetrics(_metrics).Values.Keys, series => series.StartsWith("kafka_connect_plugins_connectnet_validate", StringComparison.Ordinal));
    }

    [Fact]
    public void Gauges_histograms_and_observables_are_written_too()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateUpDownCounter<int>("a.open").Add(3);
        meter.CreateObservableGauge("a.level", () => 0.5);
        meter.CreateHistogram<double>("a.size").Record(7);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("3", values["kafka_connect_plugins_a_open"]);
        Assert.Equal("0.5", values["kafka_connect_plugins_a_level"]);
        Assert.Equal("0", values["kafka_connect_plugins_a_size_bucket{le=\"5\"}"]);
        Assert.Equal("1", values["kafka_connect_plugins_a_size_bucket{le=\"10\"}"]);
        Assert.Equal("1", values["kafka_connect_plugins_a_size_bucket{le=\"+Inf\"}"]);
        Assert.Equal("7", values["kafka_connect_plugins_a_size_sum"]);
    }

    [Fact]
    public void Another_worker_in_the_process_does_not_show()
    {
        using var other = new ConnectMetrics(TimeProvider.System);
        using var meter = other.CreateMeter("test");
        meter.CreateCounter<long>("mine.only").Add(1);
        Assert.DoesNotContain("mine_only", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
        Assert.Contains("kafka_connect_plugins_mine_only_total 1\n", new ScrapedMetrics(other).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_that_throws_does_not_hide_the_others()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateObservableGauge("broken", new Func<double>(() => throw new InvalidOperationException()));
        foreach (var _ in new[] { 1, 2 })
        {
            Assert.Contains("process_cpu_seconds_total", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
        }

        Assert.Contains("A metric of a plug-in cannot be read", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_escaped()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateCounter<long>("odd").Add(1, new KeyValuePair<string, object?>("text", "a\"b\\c\nd"));
        Assert.Contains("""kafka_connect_plugins_odd_total{text="\"a\\\"b\\\\c\\nd\""} 1""" + "\n", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_plug_ins_count_in_one_series_that_stays_while_one_of_them_is_there()
    {
        using var first = _metrics.CreateMeter("test", MetricLabels.Connector("c"));
        using (var second = _metrics.CreateMeter("test", MetricLabels.Connector("c")))
        {
            first.CreateCounter<long>("shared").Add(1);
            second.CreateCounter<long>("shared").Add(2);
        }

        Assert.Equal("3", new ScrapedMetrics(_metrics).Values["kafka_connect_plugins_shared_total{connector=\"c\"}"]);
    }

    [Fact]
    public void What_two_instances_in_one_place_observe_is_added_up()
    {
        var (seen, other) = (7, 3);
        using var first = _metrics.CreateMeter("test", MetricLabels.Part("c", 0, "predicate", "p"));
        first.CreateObservableCounter("seen", () => seen);
        using (var second = _metrics.CreateMeter("test", MetricLabels.Part("c", 0, "predicate", "p")))
        {
            second.CreateObservableCounter("seen", () => other);
            Assert.Equal("10", Value());
            (seen, other) = (8, 1);
            Assert.Equal("12", Value());
        }

        Assert.Equal("12", Value());

        string Value() => new ScrapedMetrics(_metrics).Values["kafka_connect_plugins_seen_total{connector=\"c\",predicate=\"p\",task=\"0\"}"];
    }

    [Fact]
    public void An_observed_counter_may_start_again_and_a_series_that_is_observed_no_more_is_gone()
    {
        using var meter = _metrics.CreateMeter("test");
        Measurement<double>[] seen = [new(7, new KeyValuePair<string, object?>("part", "a")), new(1, new KeyValuePair<string, object?>("part", "b"))];
        meter.CreateObservableCounter("seen", () => seen);
        Assert.Equal("7", new ScrapedMetrics(_metrics).Values["kafka_connect_plugins_seen_total{part=\"a\"}"]);
        seen = [new(2, new KeyValuePair<string, object?>("part", "a"))];
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("2", values["kafka_connect_plugins_seen_total{part=\"a\"}"]);
        Assert.DoesNotContain("kafka_connect_plugins_seen_total{part=\"b\"}", values.Keys);
    }

    [Fact]
    public void Names_that_Prometheus_does_not_take_are_changed()
    {
        using var meter = _metrics.CreateMeter("test", MetricLabels.Connector("c"));
        meter.CreateUpDownCounter<long>("2nd.level:x").Add(
            4, new KeyValuePair<string, object?>("__name", null), new("a.b", 1.5), new("a-b", 2));
        meter.CreateHistogram<int>("size").Record(1, new KeyValuePair<string, object?>("le", "x"));
        meter.CreateCounter<long>("gone").Add(-1);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("4", values["kafka_connect_plugins_2nd_level_x{_name=\"\",a_b=\"1.5\",connector=\"c\",exported_a_b=\"2\"}"]);
        Assert.Equal("1", values["kafka_connect_plugins_size_count{connector=\"c\",exported_le=\"x\"}"]);
    }

    [Fact]
    public void A_name_that_another_plug_in_has_for_another_kind_gets_the_kind_behind_it_and_one_warning()
    {
        using var first = _metrics.CreateMeter("x.First", MetricLabels.Connector("a"));
        using var second = _metrics.CreateMeter("x.Second", MetricLabels.Connector("b"));
        first.CreateUpDownCounter<long>("kind").Add(4);
        second.CreateHistogram<long>("kind").Record(9);
        second.CreateHistogram<long>("kind").Record(9, new KeyValuePair<string, object?>("part", "p"));
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("4", values["kafka_connect_plugins_kind{connector=\"a\"}"]);
        Assert.Equal("9", values["kafka_connect_plugins_kind_histogram_sum{connector=\"b\"}"]);
        Assert.Equal("9", values["kafka_connect_plugins_kind_histogram_sum{connector=\"b\",part=\"p\"}"]);
        Assert.Contains("Metric kind of x.Second is shown as kafka_connect_plugins_kind_histogram", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    public void Dispose() => _metrics.Dispose();

    private static bool IsPlugin(KeyValuePair<string, string> series) => series.Key.StartsWith("kafka_connect_plugins_", StringComparison.Ordinal);

    private sealed class Counting : IMonitorable
    {
        public void WithMetrics(Meter meter) => meter.CreateCounter<long>("read").Add(1);
    }
}

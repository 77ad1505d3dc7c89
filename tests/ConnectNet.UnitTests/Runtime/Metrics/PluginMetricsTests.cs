using System.Diagnostics.Metrics;
using ConnectNet.Runtime.Metrics;

namespace ConnectNet.UnitTests.Runtime.Metrics;

public sealed class PluginMetricsTests : IDisposable
{
    private readonly ConnectMetrics _metrics = new(TimeProvider.System);

    [Fact]
    public void A_plug_in_s_counter_has_the_labels_of_its_meter_and_its_own_and_ends_with_the_meter()
    {
        using (var meter = _metrics.CreateMeter("test", [.. MetricLabels.Task("c", 0), new("transform", "v")]))
        {
            var counter = meter.CreateCounter<long>("connectnet.validate.records");
            counter.Add(1, new KeyValuePair<string, object?>("rule", "spend"), new("action", "drop"));
            counter.Add(2, new KeyValuePair<string, object?>("rule", "spend"), new("action", "drop"));
            counter.Add(5, new KeyValuePair<string, object?>("rule", "date"), new("action", "tag"));
            var scrape = new ScrapedMetrics(_metrics);
            Assert.Equal("counter", scrape.Types["connectnet_validate_records_total"]);
            Assert.Equal("3", scrape.Values["connectnet_validate_records_total{action=\"drop\",connector=\"c\",rule=\"spend\",task=\"0\",transform=\"v\"}"]);
            Assert.Equal("5", scrape.Values["connectnet_validate_records_total{action=\"tag\",connector=\"c\",rule=\"date\",task=\"0\",transform=\"v\"}"]);
        }

        Assert.DoesNotContain(new ScrapedMetrics(_metrics).Values.Keys, series => series.StartsWith("connectnet_validate", StringComparison.Ordinal));
    }

    [Fact]
    public void Gauges_histograms_and_observables_are_written_too()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateUpDownCounter<int>("a.open").Add(3);
        meter.CreateObservableGauge("a.level", () => 0.5);
        meter.CreateHistogram<double>("a.size").Record(7);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("3", values["a_open"]);
        Assert.Equal("0.5", values["a_level"]);
        Assert.Equal("0", values["a_size_bucket{le=\"5\"}"]);
        Assert.Equal("1", values["a_size_bucket{le=\"10\"}"]);
        Assert.Equal("1", values["a_size_bucket{le=\"+Inf\"}"]);
        Assert.Equal("7", values["a_size_sum"]);
    }

    [Fact]
    public void Another_worker_in_the_process_does_not_show()
    {
        using var other = new ConnectMetrics(TimeProvider.System);
        using var meter = other.CreateMeter("test");
        meter.CreateCounter<long>("mine.only").Add(1);
        Assert.DoesNotContain("mine_only", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
        Assert.Contains("mine_only_total 1\n", new ScrapedMetrics(other).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_that_throws_does_not_hide_the_others()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateObservableGauge("broken", new Func<double>(() => throw new InvalidOperationException()));
        Assert.Contains("process_cpu_seconds_total", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_escaped()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateCounter<long>("odd").Add(1, new KeyValuePair<string, object?>("text", "a\"b\\c\nd"));
        Assert.Contains("odd_total{text=\"a\\\"b\\\\c\\nd\"} 1\n", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
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

        Assert.Equal("3", new ScrapedMetrics(_metrics).Values["shared_total{connector=\"c\"}"]);
    }

    [Fact]
    public void An_observed_counter_may_start_again_and_a_series_that_is_observed_no_more_is_gone()
    {
        using var meter = _metrics.CreateMeter("test");
        Measurement<double>[] seen = [new(7, new KeyValuePair<string, object?>("part", "a")), new(1, new KeyValuePair<string, object?>("part", "b"))];
        meter.CreateObservableCounter("seen", () => seen);
        Assert.Equal("7", new ScrapedMetrics(_metrics).Values["seen_total{part=\"a\"}"]);
        seen = [new(2, new KeyValuePair<string, object?>("part", "a"))];
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("2", values["seen_total{part=\"a\"}"]);
        Assert.DoesNotContain("seen_total{part=\"b\"}", values.Keys);
    }

    [Fact]
    public void Names_that_Prometheus_does_not_take_are_changed()
    {
        using var meter = _metrics.CreateMeter("test", MetricLabels.Connector("c"));
        meter.CreateUpDownCounter<long>("2nd.level:x").Add(
            4, new KeyValuePair<string, object?>("connector", "other"), new("__name", null), new("a.b", 1.5));
        meter.CreateHistogram<int>("size").Record(1, new KeyValuePair<string, object?>("le", "x"));
        meter.CreateCounter<long>("gone").Add(-1);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("4", values["_2nd_level_x{_name=\"\",a_b=\"1.5\",connector=\"c\",exported_connector=\"other\"}"]);
        Assert.Equal("1", values["size_count{connector=\"c\",exported_le=\"x\"}"]);
    }

    [Fact]
    public void A_name_that_is_in_use_for_another_kind_does_no_harm()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateUpDownCounter<long>("kind").Add(4);
        meter.CreateHistogram<long>("kind").Record(9);
        Assert.Equal("4", new ScrapedMetrics(_metrics).Values["kind"]);
    }

    public void Dispose() => _metrics.Dispose();
}

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
            Assert.Equal("3.0", scrape.Values["connectnet_validate_records_total{action=\"drop\",connector=\"c\",rule=\"spend\",task=\"0\",transform=\"v\"}"]);
            Assert.Equal("5.0", scrape.Values["connectnet_validate_records_total{action=\"tag\",connector=\"c\",rule=\"date\",task=\"0\",transform=\"v\"}"]);
        }

        Assert.DoesNotContain("connectnet_validate", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gauges_histograms_and_observables_are_written_too()
    {
        using var meter = _metrics.CreateMeter("test");
        meter.CreateUpDownCounter<int>("a.open").Add(3);
        meter.CreateObservableGauge("a.level", () => 0.5);
        meter.CreateHistogram<double>("a.size").Record(7);
        var values = new ScrapedMetrics(_metrics).Values;
        Assert.Equal("3.0", values["a_open"]);
        Assert.Equal("0.5", values["a_level"]);
        Assert.Equal("0.0", values["a_size_bucket{le=\"5.0\"}"]);
        Assert.Equal("1.0", values["a_size_bucket{le=\"10.0\"}"]);
        Assert.Equal("1.0", values["a_size_bucket{le=\"+Inf\"}"]);
        Assert.Equal("7.0", values["a_size_sum"]);
    }

    [Fact]
    public void Another_worker_in_the_process_does_not_show()
    {
        using var other = new ConnectMetrics(TimeProvider.System);
        using var meter = other.CreateMeter("test");
        meter.CreateCounter<long>("mine.only").Add(1);
        Assert.DoesNotContain("mine_only", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
        Assert.Contains("mine_only_total 1.0", new ScrapedMetrics(other).Text, StringComparison.Ordinal);
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
        Assert.Contains("odd_total{text=\"a\\\"b\\\\c\\nd\"} 1.0\n", new ScrapedMetrics(_metrics).Text, StringComparison.Ordinal);
    }

    public void Dispose() => _metrics.Dispose();
}

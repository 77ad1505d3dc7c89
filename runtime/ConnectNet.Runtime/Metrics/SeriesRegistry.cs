using System.Runtime.InteropServices;
using Prometheus;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The registry of Prometheus' client with series that come and go: a series is there as long as one of its takers has it, for two plug-ins
/// may count under the same name and labels. A name keeps the kind that it was first taken with. Thread-safe.
/// </summary>
internal sealed class SeriesRegistry
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Lock _lock = new();
    private readonly Dictionary<ChildBase, int> _takers = [];

    public SeriesRegistry()
    {
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
    }

    /// <summary>Takes a series, which its taker gives back.</summary>
    /// <returns>Null where the name is in use for another kind.</returns>
    public ChildBase? Take(string name, string help, MetricKind kind, SeriesLabels labels, double[] bounds)
    {
        lock (_lock)
        {
            try
            {
                ChildBase series = kind switch
                {
                    MetricKind.Counter => _factory.CreateCounter(name, help, labels.Names, Told(new CounterConfiguration())).WithLabels(labels.Values),
                    MetricKind.Histogram => _factory.CreateHistogram(name, help, labels.Names, Told(new HistogramConfiguration { Buckets = bounds }))
                        .WithLabels(labels.Values),
                    _ => _factory.CreateGauge(name, help, labels.Names, Told(new GaugeConfiguration())).WithLabels(labels.Values),
                };
                CollectionsMarshal.GetValueRefOrAddDefault(_takers, series, out _)++;
                return series;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    public void GiveBack(ChildBase series)
    {
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_takers, series, out _) <= 0)
            {
                _takers.Remove(series);
                series.Remove();
            }
        }
    }

    /// <summary>
    /// A summary that shows, at each scrape, a count and a sum that others keep. Prometheus' client takes observations only: so it is told as many as
    /// have come, and the sum as one of them.
    /// </summary>
    public void AddSummary(string name, SeriesLabels labels, Func<(int Count, double Sum)> read)
    {
        var summary = _factory.CreateSummary(name, name, labels.Names, new SummaryConfiguration { Objectives = [] }).WithLabels(labels.Values);
        var (told, toldSum) = (0, 0.0);
        _registry.AddBeforeCollectCallback(() =>
        {
            var (count, sum) = read();
            for (var more = count - told; more > 0; more--)
            {
                summary.Observe(more == 1 ? sum - toldSum : 0);
            }

            (told, toldSum) = (count, count > told ? sum : toldSum);
        });
    }

    /// <summary>Writes all series in the text format 0.0.4.</summary>
    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken) =>
        _registry.CollectAndExportAsTextAsync(stream, cancellationToken);

    // A series is there once it was told a value, and no request is traced with it.
    private static T Told<T>(T configuration)
        where T : MetricConfiguration
    {
        configuration.SuppressInitialValue = true;
        return configuration;
    }
}

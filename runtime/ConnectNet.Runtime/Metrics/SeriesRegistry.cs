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

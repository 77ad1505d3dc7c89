namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of one connector, task or the worker: they share labels and end together, when the group is disposed. Members are for the
/// owner; the series are read by whoever scrapes.
/// </summary>
internal sealed class MetricGroup(ConnectMetrics metrics, string prefix, params KeyValuePair<string, object?>[] labels) : IDisposable
{
    private readonly List<(string Name, MetricSeries Series)> _series = [];
    private readonly Lock _lock = new();

    public Sensor Sensor() => new(metrics.Time, metrics.Window);

    public void Gauge(string name, Func<double> value) => Add(name, MetricKind.Gauge, new MetricSeries(labels, value));

    public void Counter(string name, Func<double> value) => Add(name, MetricKind.Counter, new MetricSeries(labels, value));

    /// <summary>A text: a series of value 1 with the text as a label; none while it is null.</summary>
    public void Text(string name, string label, Func<string?> text) =>
        Add(name, MetricKind.Gauge, new MetricSeries(labels, static () => 1, label, text));

    /// <summary><c>name_rate</c> and <c>name_total</c>.</summary>
    public Sensor RateAndTotal(string name)
    {
        var sensor = Sensor();
        Gauge(name + "_rate", () => sensor.Rate);
        Counter(name + "_total", () => sensor.Total);
        return sensor;
    }

    /// <summary>The greatest and the average value.</summary>
    public Sensor MaxAndAverage(string maxName, string averageName)
    {
        var sensor = Sensor();
        Gauge(maxName, () => sensor.Max);
        Gauge(averageName, () => sensor.Average);
        return sensor;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (name, series) in _series)
            {
                metrics.Remove(name, series);
            }

            _series.Clear();
        }
    }

    private void Add(string name, MetricKind kind, MetricSeries series)
    {
        lock (_lock)
        {
            _series.Add((prefix + name, series));
        }

        metrics.Add(prefix + name, kind, series);
    }
}

/// <summary>Type of a family.</summary>
internal enum MetricKind
{
    Gauge,
    Counter,
    Histogram,
}

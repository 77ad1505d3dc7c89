using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of one instrument by its tags. Takes measurements from any thread, without allocating for tags seen before; the rounds of an
/// observable instrument are for one thread at a time.
/// </summary>
internal sealed class InstrumentSeries
{
    private static readonly double[] DefaultBounds =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly Instrument _instrument;
    private readonly SeriesRegistry _registry;
    private readonly string _name;
    private readonly MetricKind _kind;
    private readonly bool _adds;
    private readonly double[] _bounds;
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _series = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private int _round;

    /// <param name="instrument">What is measured with.</param>
    /// <param name="registry">Where the series are.</param>
    /// <param name="named">Whether the instrument's name is the series' already.</param>
    public InstrumentSeries(Instrument instrument, SeriesRegistry registry, bool named)
    {
        _instrument = instrument;
        _registry = registry;
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var type = instrument.GetType().Name;
        _kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        // Synchronous counters are told differences, everything else is told values.
        _adds = type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("UpDownCounter", StringComparison.Ordinal);
        _bounds = _kind == MetricKind.Histogram ? Bounds(instrument) : [];
        _name = named ? instrument.Name : SeriesNames.Of(instrument.Name, _kind);
    }

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out var series))
        {
            series = Add(tags);
        }

        series.Round = _round;
        switch (series.Child)
        {
            case Gauge.Child gauge when _adds:
                gauge.Inc(value);
                break;
            case Gauge.Child gauge:
                gauge.Set(value);
                break;
            case Histogram.Child histogram:
                histogram.Observe(value);
                break;
            // What is added to a counter is not negative.
            case Counter.Child counter when _adds && value >= 0:
                counter.Inc(value);
                break;
            case Counter.Child when !_adds:
                CountTo(series, value, tags);
                break;
        }
    }

    /// <summary>Before observable instruments are asked.</summary>
    public void BeginRound() => _round++;

    /// <summary>After they were asked: series that they no longer have are gone.</summary>
    public void EndRound()
    {
        if (!_instrument.IsObservable)
        {
            return;
        }

        foreach (var (tags, series) in _series)
        {
            if (series.Round != _round && _series.TryRemove(tags, out _))
            {
                GiveBack(series);
            }
        }
    }

    /// <summary>The instrument's meter has ended.</summary>
    public void End()
    {
        foreach (var series in _series.Values)
        {
            GiveBack(series);
        }

        _series.Clear();
    }

    private static double[] Bounds(Instrument instrument)
    {
        IReadOnlyList<double>? advised = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries,
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            _ => null,
        };
        return advised is null or [] ? DefaultBounds : [.. advised];
    }

    // Something that counts from the start again has a series that does so too.
    private void CountTo(Series series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (value < ((Counter.Child)series.Child!).Value)
        {
            GiveBack(series);
            series.Child = Take(tags);
        }

        (series.Child as Counter.Child)?.IncTo(value);
    }

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = new Series { Child = Take(tags) };
        var there = _series.GetOrAdd(tags.ToArray(), series);
        if (!ReferenceEquals(there, series))
        {
            GiveBack(series);
        }

        return there;
    }

    private ChildBase? Take(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        KeyValuePair<string, object?>[] all = _instrument.Meter.Tags is { } shared ? [.. shared, .. tags] : tags.ToArray();
        var values = Array.ConvertAll(all, static tag => SeriesNames.Label(tag.Value));
        return _registry.Take(_name, _instrument.Description ?? _instrument.Name, _kind, SeriesNames.Labels(all, _kind), values, _bounds);
    }

    private void GiveBack(Series series)
    {
        if (series.Child is { } child)
        {
            _registry.GiveBack(child);
        }
    }

    /// <summary>What is written; nothing where the name is in use for another kind.</summary>
    private sealed class Series
    {
        public ChildBase? Child { get; set; }

        public int Round { get; set; }
    }
}

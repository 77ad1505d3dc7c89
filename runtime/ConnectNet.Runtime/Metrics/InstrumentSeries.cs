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
    private readonly bool _isOwn;
    private readonly Action<string> _renamed;
    private readonly MetricKind _kind;
    private readonly bool _adds;
    private readonly double[] _bounds;
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _series = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private volatile string _name;
    private int _round;

    /// <param name="instrument">What is measured with.</param>
    /// <param name="registry">Where the series are.</param>
    /// <param name="isOwn">Whether it is the worker's own: its name and tags are the series'.</param>
    /// <param name="renamed">Told the other name, where the instrument's is in use for another kind.</param>
    public InstrumentSeries(Instrument instrument, SeriesRegistry registry, bool isOwn, Action<string> renamed)
    {
        _instrument = instrument;
        _registry = registry;
        _isOwn = isOwn;
        _renamed = renamed;
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        _kind = InstrumentKinds.Of(instrument);
        _adds = InstrumentKinds.Adds(instrument);
        _bounds = _kind == MetricKind.Histogram ? Bounds(instrument) : [];
        _name = isOwn ? instrument.Name : SeriesNames.OfPlugin(instrument.Name, _kind);
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

    // Something that counts from the start again has a series that does so too. What several count in one series is added up.
    private void CountTo(Series series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // What is no number, or less than nothing, is no count.
        if (!(value >= 0))
        {
            return;
        }

        if (value < series.Seen)
        {
            GiveBack(series);
            (series.Child, series.Seen) = (Take(tags), 0);
        }

        if (series.Child is Counter.Child counter)
        {
            if (counter.Value == series.Seen)
            {
                counter.IncTo(value);
            }
            else
            {
                counter.Inc(value - series.Seen);
            }
        }

        series.Seen = value;
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
        var labels = _isOwn ? SeriesLabels.Of(tags) : SeriesLabels.OfPlugin(_instrument, _kind, tags);
        var help = _instrument.Description is { Length: > 0 } description ? description : _instrument.Name;
        var name = _name;
        if (_registry.Take(name, help, _kind, labels, _bounds) is { } series)
        {
            return series;
        }

        var other = SeriesNames.WithKind(name, _kind);
        series = _registry.Take(other, help, _kind, labels, _bounds);
        if (series is not null && _name != other)
        {
            _name = other;
            _renamed(other);
        }

        return series;
    }

    private void GiveBack(Series series)
    {
        if (series.Child is { } child)
        {
            _registry.GiveBack(child);
        }
    }

    /// <summary>What is written; nothing where even the name with the kind is in use for another one.</summary>
    private sealed class Series
    {
        public ChildBase? Child { get; set; }

        /// <summary>What an observed counter told last.</summary>
        public double Seen { get; set; }

        public int Round { get; set; }
    }
}

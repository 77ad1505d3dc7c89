using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>The values of one instrument by tags. Takes measurements from any thread without allocating for tags seen before.</summary>
internal sealed class InstrumentValues
{
    private static readonly double[] DefaultBounds =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly Instrument _instrument;
    private readonly MetricKind _kind;
    private readonly bool _adds;
    private readonly double[] _bounds;
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Cell> _cells = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Cell>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;

    public InstrumentValues(Instrument instrument)
    {
        _instrument = instrument;
        _byTags = _cells.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var type = instrument.GetType().Name;
        _kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        // Synchronous counters are told differences, everything else is told values.
        _adds = type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("UpDownCounter", StringComparison.Ordinal);
        _bounds = _kind == MetricKind.Histogram ? Bounds(instrument) : [];
    }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out var cell))
        {
            cell = _cells.GetOrAdd(tags.ToArray(), static (_, bounds) => new Cell(bounds.Length), _bounds);
        }

        lock (cell)
        {
            cell.Sum = _adds || _kind == MetricKind.Histogram ? cell.Sum + value : value;
            if (_kind == MetricKind.Histogram)
            {
                cell.Count++;
                var bucket = Array.FindIndex(_bounds, bound => value <= bound);
                if (bucket >= 0)
                {
                    cell.Buckets[bucket]++;
                }
            }
        }
    }

    /// <summary>Before observable instruments are asked again: series that they no longer give are gone.</summary>
    public void Forget()
    {
        if (_instrument.IsObservable)
        {
            _cells.Clear();
        }
    }

    public void AddTo(SortedDictionary<string, MetricFamily> families, Func<string, MetricKind?> kindOf)
    {
        if (_cells.IsEmpty)
        {
            return;
        }

        var own = kindOf(_instrument.Name);
        var name = own is null ? MetricsText.Name(_instrument.Name, _kind) : _instrument.Name;
        if (!families.TryGetValue(name, out var family))
        {
            families[name] = family = new MetricFamily(name, own ?? _kind, _instrument.Description ?? _instrument.Name, []);
        }

        foreach (var (tags, cell) in _cells)
        {
            KeyValuePair<string, object?>[] labels = _instrument.Meter.Tags is { } shared ? [.. shared, .. tags] : tags;
            lock (cell)
            {
                Add(family, labels, cell);
            }
        }
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
        return advised is null ? DefaultBounds : [.. advised];
    }

    private void Add(MetricFamily family, KeyValuePair<string, object?>[] labels, Cell cell)
    {
        if (_kind != MetricKind.Histogram)
        {
            family.Samples.Add(new MetricSample("", labels, cell.Sum));
            return;
        }

        var count = 0L;
        for (var i = 0; i < _bounds.Length; i++)
        {
            count += cell.Buckets[i];
            family.Samples.Add(new MetricSample("_bucket", [.. labels, new("le", _bounds[i])], count));
        }

        family.Samples.Add(new MetricSample("_bucket", [.. labels, new("le", double.PositiveInfinity)], cell.Count));
        family.Samples.Add(new MetricSample("_sum", labels, cell.Sum));
        family.Samples.Add(new MetricSample("_count", labels, cell.Count));
    }

    private sealed class Cell(int buckets)
    {
        public double Sum;
        public long Count;
        public readonly long[] Buckets = new long[buckets];
    }

    private sealed class TagComparer : IEqualityComparer<KeyValuePair<string, object?>[]>,
        IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public static readonly TagComparer Instance = new();

        public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) => Equals(x.AsSpan(), y!);

        public int GetHashCode(KeyValuePair<string, object?>[] obj) => GetHashCode(obj.AsSpan());

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
        {
            if (alternate.Length != other.Length)
            {
                return false;
            }

            for (var i = 0; i < other.Length; i++)
            {
                if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = new HashCode();
            foreach (var (key, value) in alternate)
            {
                hash.Add(key);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }
}

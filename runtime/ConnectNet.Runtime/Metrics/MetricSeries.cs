using System.Diagnostics.Metrics;
using Prometheus;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// One series of a family of the worker's own, whose labels do not change but for a text; read when scraped, and written where it was written
/// before. Thread-safe.
/// </summary>
/// <param name="labels">The labels but the text's.</param>
/// <param name="value">The value; of a text 1.</param>
/// <param name="textLabel">The label that holds the text, if it is one.</param>
/// <param name="text">The text; there is no series while it is null.</param>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] labels, Func<double> value, string? textLabel = null, Func<string?>? text = null)
{
    private readonly Lock _lock = new();
    private ChildBase? _shown;
    private string? _shownText;
    private bool _ended;

    /// <summary>What a listener of the family's instrument is told.</summary>
    public Measurement<double>? Measure() =>
        text is null ? new Measurement<double>(value(), labels)
        : text() is { } now ? new Measurement<double>(value(), With(now))
        : null;

    /// <summary>Writes what it is now.</summary>
    public void Show(string name, MetricKind kind, SeriesRegistry registry)
    {
        // Outside of the lock, for what is asked has locks of its own.
        var (now, read) = (text?.Invoke(), value());
        lock (_lock)
        {
            if (now != _shownText || (_shown is Counter.Child before && read < before.Value))
            {
                Hide(registry);
            }

            if (_ended || (text is not null && now is null))
            {
                return;
            }

            _shownText = now;
            _shown ??= registry.Take(name, name, kind, SeriesLabels.Of(now is null ? labels : With(now)), []);
            switch (_shown)
            {
                case Gauge.Child gauge:
                    gauge.Set(read);
                    break;
                case Counter.Child counter:
                    counter.IncTo(read);
                    break;
            }
        }
    }

    /// <summary>It is shown no more.</summary>
    public void End(SeriesRegistry registry)
    {
        lock (_lock)
        {
            _ended = true;
            Hide(registry);
        }
    }

    private KeyValuePair<string, object?>[] With(string now) => [.. labels, new(textLabel!, now)];

    private void Hide(SeriesRegistry registry)
    {
        if (_shown is not null)
        {
            registry.GiveBack(_shown);
            _shown = null;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>A family as it is written: name, type and values by labels.</summary>
internal sealed record MetricFamily(string Name, MetricKind Kind, string Help, List<MetricSample> Samples);

/// <summary>One line of a family. A histogram's lines have a suffix.</summary>
internal readonly record struct MetricSample(string Suffix, IReadOnlyList<KeyValuePair<string, object?>> Labels, double Value);

/// <summary>
/// Listens to all instruments whose meter has the given scope: sums up what counters and histograms are told, keeps the last value of
/// gauges, and asks observable instruments when read. Instruments end with their meter. Thread-safe.
/// </summary>
internal sealed class InstrumentReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentValues> _instruments = new();
    private readonly Lock _reading = new();

    public InstrumentReader(object scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope))
            {
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static i => new InstrumentValues(i)));
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out InstrumentValues? _);
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((InstrumentValues)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((InstrumentValues)state!).Take((double)value, tags));
        _listener.Start();
    }

    /// <summary>Everything there is now, by name.</summary>
    /// <param name="kindOf">The type of one of the worker's own families; null for a plug-in's.</param>
    public IReadOnlyList<MetricFamily> Read(Func<string, MetricKind?> kindOf)
    {
        lock (_reading)
        {
            foreach (var values in _instruments.Values)
            {
                values.Forget();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // A gauge of a plug-in threw; the others have been read.
            }

            var families = new SortedDictionary<string, MetricFamily>(StringComparer.Ordinal);
            foreach (var values in _instruments.Values)
            {
                values.AddTo(families, kindOf);
            }

            return [.. families.Values];
        }
    }

    public void Dispose() => _listener.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// Listens to all instruments whose meter has the given scope and brings what they measure into a registry: at once, or for observable
/// instruments when they are asked. Series end with their meter. Thread-safe.
/// </summary>
internal sealed class InstrumentReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly Lock _asking = new();

    /// <param name="registry">Where the series go.</param>
    /// <param name="scope">The scope of the meters to listen to.</param>
    /// <param name="own">The meter whose instruments have the names of their series.</param>
    public InstrumentReader(SeriesRegistry registry, object scope, Meter own)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope))
            {
                var named = ReferenceEquals(instrument.Meter, own);
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, i => new InstrumentSeries(i, registry, named)));
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) =>
        {
            if (_instruments.TryRemove(instrument, out var series))
            {
                series.End();
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((InstrumentSeries)state!).Measure((double)value, tags));
        _listener.Start();
    }

    /// <summary>Asks all observable instruments, and takes away the series that they no longer have.</summary>
    public void Ask()
    {
        lock (_asking)
        {
            foreach (var series in _instruments.Values)
            {
                series.BeginRound();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // A gauge of a plug-in threw; the others have been read.
            }

            foreach (var series in _instruments.Values)
            {
                series.EndRound();
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// Listens to all instruments whose meter has the given scope and brings what they measure into a registry: at once, or for observable
/// instruments when they are asked. Series end with their meter. Thread-safe.
/// </summary>
internal sealed partial class InstrumentReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly PluginInstruments _ofPlugins = new();
    private readonly ConcurrentDictionary<string, bool> _told = new();
    private readonly Lock _asking = new();
    private readonly ILogger _logger;

    /// <param name="registry">Where the series go.</param>
    /// <param name="scope">The scope of the meters to listen to.</param>
    /// <param name="own">The worker's own meter, whose instruments have the names of their series; all others are plug-ins'.</param>
    /// <param name="logger">Told once of each fault of a plug-in's metrics.</param>
    public InstrumentReader(SeriesRegistry registry, object scope, Meter own, ILogger logger)
    {
        _logger = logger;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope))
            {
                var isOwn = ReferenceEquals(instrument.Meter, own);
                if (!isOwn)
                {
                    _ofPlugins.Add(instrument);
                }

                var series = new InstrumentSeries(instrument, registry, isOwn, shown => LogOtherKind(_logger, instrument.Name, instrument.Meter.Name, shown));
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, series));
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) =>
        {
            if (_instruments.TryRemove(instrument, out var series))
            {
                series.End();
                if (!ReferenceEquals(instrument.Meter, own))
                {
                    _ofPlugins.Remove(instrument);
                }
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
            catch (AggregateException e)
            {
                // The others have been read.
                foreach (var fault in e.Flatten().InnerExceptions.Where(fault => _told.TryAdd(fault.GetType() + fault.StackTrace, true)))
                {
                    LogFault(_logger, fault);
                }
            }

            foreach (var series in _instruments.Values)
            {
                series.EndRound();
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A metric of a plug-in cannot be read and is missing from the scrape; this is told once")]
    private static partial void LogFault(ILogger logger, Exception fault);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Metric {Metric} of {Plugin} is shown as {Shown}: another plug-in has its name for another kind of metric. Rename one of the two")]
    private static partial void LogOtherKind(ILogger logger, string metric, string plugin, string shown);
}

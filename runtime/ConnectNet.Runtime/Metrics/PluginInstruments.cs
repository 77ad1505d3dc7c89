using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The instruments of plug-ins that there are: each is one metric of its plug-in, and what would be a second one of the same name and tags is
/// refused, as Kafka refuses it. Thread-safe.
/// </summary>
internal sealed class PluginInstruments
{
    private readonly ConcurrentDictionary<(Meter Meter, string Metric), Instrument> _instruments = new();

    /// <exception cref="ArgumentException">The plug-in has such a metric, or a tag of this one has a name that is not free.</exception>
    public void Add(Instrument instrument)
    {
        var metric = Metric(instrument);
        if (!ReferenceEquals(_instruments.GetOrAdd((instrument.Meter, metric), instrument), instrument))
        {
            throw new ArgumentException(
                $"Metric {instrument.Name} of {instrument.Meter.Name} already exists as {metric}: two instruments of one plug-in need two names, or tags "
                + "of their own.");
        }
    }

    public void Remove(Instrument instrument) => _instruments.TryRemove((instrument.Meter, Metric(instrument)), out _);

    private static string Metric(Instrument instrument)
    {
        var kind = InstrumentKinds.Of(instrument);
        var (names, values) = SeriesLabels.OfPlugin(instrument, kind, []);
        var labels = string.Join(",", names.Zip(values, static (name, value) => $"{name}=\"{value}\""));
        return SeriesNames.OfPlugin(instrument.Name, kind) + (labels.Length == 0 ? "" : "{" + labels + "}");
    }
}

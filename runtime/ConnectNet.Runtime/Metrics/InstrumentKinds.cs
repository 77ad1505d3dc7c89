using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Metrics;

/// <summary>What becomes of the kinds of instruments. Pure functions.</summary>
internal static class InstrumentKinds
{
    public static MetricKind Of(Instrument instrument) => instrument.GetType().Name switch
    {
        var type when type.StartsWith("Histogram", StringComparison.Ordinal) => MetricKind.Histogram,
        var type when type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) => MetricKind.Counter,
        _ => MetricKind.Gauge,
    };

    /// <summary>Whether it is told differences; everything else is told values.</summary>
    public static bool Adds(Instrument instrument) =>
        instrument.GetType().Name is var type
        && (type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("UpDownCounter", StringComparison.Ordinal));
}

using System.Diagnostics.Metrics;

namespace ConnectNet.Sdk.Metrics;

/// <summary>What a plug-in can show beside numbers.</summary>
public static class MeterExtensions
{
    /// <summary>
    /// Shows a text, such as a state: a gauge of value 1 with a tag that is called as the gauge and holds the text. <c>GET /metrics</c> shows it as
    /// the worker's own texts: <c>kafka_connect_plugins_state{connector="c",task="0",state="catching up"} 1</c>.
    /// </summary>
    /// <param name="meter">The meter that the worker gave.</param>
    /// <param name="name">Name of the metric.</param>
    /// <param name="text">Asked at each scrape, by any thread; with null, and when it throws, nothing is shown.</param>
    /// <param name="description">What the text says.</param>
    /// <param name="tags">Further tags.</param>
    public static ObservableGauge<int> CreateObservableText(
        this Meter meter, string name, Func<string?> text, string? description = null, IEnumerable<KeyValuePair<string, object?>>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(text);
        return meter.CreateObservableGauge<int>(name, Observe, unit: null, description, tags ?? []);

        IEnumerable<Measurement<int>> Observe() => text() is { } now ? [new Measurement<int>(1, new KeyValuePair<string, object?>(name, now))] : [];
    }
}

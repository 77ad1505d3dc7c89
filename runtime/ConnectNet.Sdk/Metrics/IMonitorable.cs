using System.Diagnostics.Metrics;

namespace ConnectNet.Sdk.Metrics;

/// <summary>A plug-in with metrics of its own. Connectors and tasks have the same meter in their context, and need not implement this.</summary>
public interface IMonitorable
{
    /// <summary>
    /// Called once, before configuration, with a meter whose tags say where the plug-in stands: <c>connector</c>; in a task also <c>task</c>;
    /// in a part of one also <c>converter</c> (<c>key</c>, <c>value</c> or <c>header</c>), or the alias as <c>transformation</c> or
    /// <c>predicate</c>. A config provider stands in the worker: <c>config</c>, <c>class</c> and <c>provider</c>; it gets its meter after
    /// configuration, for the worker's own properties are resolved before there are metrics.
    /// </summary>
    /// <param name="meter">
    /// The worker disposes it with the plug-in, and then its series end. <c>GET /metrics</c> shows an instrument <c>a.b</c> as
    /// <c>kafka_connect_plugins_a_b</c>, counters with <c>_total</c> behind, labelled with the tags of the meter, the instrument and the
    /// measurement; so plug-ins in different places may use the same names. An instrument that is made twice, and a tag with the name of one
    /// of the meter's, are refused with an <see cref="ArgumentException"/>: when the instrument is made, or measures. A text is shown with
    /// <see cref="MeterExtensions.CreateObservableText"/>.
    /// </param>
    void WithMetrics(Meter meter);
}

using System.Diagnostics.Metrics;

namespace ConnectNet.Sdk.Metrics;

/// <summary>A plug-in with metrics of its own.</summary>
public interface IMonitorable
{
    /// <summary>
    /// Called once, before configuration, with a meter whose tags say where the plug-in stands (connector, task, transform, …). An
    /// instrument <c>a.b</c> is exposed as <c>a_b</c>, counters with <c>_total</c>. The worker disposes the meter.
    /// </summary>
    void WithMetrics(Meter meter);
}

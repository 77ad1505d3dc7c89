using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>What operators watch: calls, quota, waiting, rows, and how far behind each account is. The meter is the worker's.</summary>
internal sealed class SyncMetrics
{
    private readonly Counter<long> _calls;
    private readonly Counter<double> _throttledSeconds;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _slices;
    private readonly Counter<long> _slicesFailed;
    private readonly Counter<long> _vanished;
    private readonly Counter<long> _malformed;
    private readonly Counter<long> _accountsSkipped;
    private readonly ConcurrentDictionary<string, double> _usage = new();
    private readonly ConcurrentDictionary<(string Account, string Stream), int> _lag = new();

    public SyncMetrics(Meter meter)
    {
        _calls = meter.CreateCounter<long>("connectnet.ads.calls", description: "Calls to the API by account and outcome.");
        _throttledSeconds = meter.CreateCounter<double>("connectnet.ads.throttled.seconds",
            description: "Time that accounts were left alone for their quota.");
        _rows = meter.CreateCounter<long>("connectnet.ads.rows", description: "Rows read.");
        _slices = meter.CreateCounter<long>("connectnet.ads.slices", description: "Slices read to their end.");
        _slicesFailed = meter.CreateCounter<long>("connectnet.ads.slices.failed",
            description: "Slices given up until the next poll interval.");
        _vanished = meter.CreateCounter<long>("connectnet.ads.rows.vanished",
            description: "Rows deleted because they were gone when a date was read again.");
        _malformed = meter.CreateCounter<long>("connectnet.ads.values.malformed",
            description: "Metric values that were no numbers and became null.");
        _accountsSkipped = meter.CreateCounter<long>("connectnet.ads.accounts.skipped",
            description: "Times an account was left out because it cannot be read.");
        meter.CreateObservableGauge("connectnet.ads.quota.used.percent", Usage,
            description: "The fullest quota of an account.");
        meter.CreateObservableGauge("connectnet.ads.lag.days", Lag,
            description: "Days from the last date read without a gap to today.");
    }

    public void Called(string account, double usagePercent, FailureClass? failure)
    {
        _calls.Add(1, Tag("account", account), Tag("outcome", failure?.ToString() ?? "Success"));
        _usage[account] = usagePercent;
    }

    public void Throttled(string account, TimeSpan wait) => _throttledSeconds.Add(wait.TotalSeconds, Tag("account", account));

    public void SliceRead(string account, string stream, long rows, int lagDays)
    {
        _slices.Add(1, Tag("account", account), Tag("stream", stream));
        _rows.Add(rows, Tag("account", account), Tag("stream", stream));
        _lag[(account, stream)] = lagDays;
    }

    public void SliceFailed(string account, string stream) => _slicesFailed.Add(1, Tag("account", account), Tag("stream", stream));

    public void Vanished(string account, string stream, int rows) => _vanished.Add(rows, Tag("account", account), Tag("stream", stream));

    public void Malformed(string account, string stream, string field) =>
        _malformed.Add(1, Tag("account", account), Tag("stream", stream), Tag("field", field));

    public void AccountSkipped(string account) => _accountsSkipped.Add(1, Tag("account", account));

    private IEnumerable<Measurement<double>> Usage() => _usage.Select(pair => new Measurement<double>(pair.Value, Tag("account", pair.Key)));

    private IEnumerable<Measurement<int>> Lag() =>
        _lag.Select(pair => new Measurement<int>(pair.Value, Tag("account", pair.Key.Account), Tag("stream", pair.Key.Stream)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

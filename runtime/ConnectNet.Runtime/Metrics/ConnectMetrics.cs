using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// All metrics of one worker: its own, as observable instruments under the names that dashboards use, and those of its plug-ins, whose
/// meters are made here. Only meters of this instance's scope are read, so several workers in one process stay apart. One per host,
/// which disposes it. Thread-safe.
/// </summary>
internal sealed class ConnectMetrics : IDisposable
{
    private const string Name = "org.apache.kafka.connect";

    private readonly Meter _meter;
    private readonly Meter _shown;
    private readonly SeriesRegistry _registry = new();
    private readonly InstrumentReader _reader;
    private readonly SemaphoreSlim _scraping = new(1);
    private readonly ConcurrentDictionary<string, Family> _families = new();
    private readonly ConcurrentBag<Meter> _ofWorkerPlugins = [];

    public ConnectMetrics(TimeProvider time, MetricWindow? window = null, ILogger? logger = null)
    {
        Time = time;
        Window = window ?? MetricWindow.Default;
        _meter = new Meter(new MeterOptions(Name) { Scope = this });
        _shown = new Meter(new MeterOptions(Name) { Scope = _registry });
        _reader = new InstrumentReader(_registry, this, _meter, logger ?? NullLogger.Instance);
        Rebalance = new RebalanceMetrics(this);
        Clients = new ClientMetrics(this);
        ProcessMetrics.AddTo(new MetricGroup(this, ""), time);
        ProcessMetrics.AddTo(this);
    }

    public TimeProvider Time { get; }

    public MetricWindow Window { get; }

    /// <summary>Group membership, told by the herder.</summary>
    public RebalanceMetrics Rebalance { get; }

    private ClientMetrics Clients { get; }

    /// <summary>Takes a Kafka client's statistics; to be handed to KafkaClients.</summary>
    public void OnClientStatistics(string clientId, string json) => Clients.Take(clientId, json);

    /// <summary>Says who this is, as Kafka's clients do: once for the worker's id and once for the group member's client id.</summary>
    public void AddAppInfo(string id)
    {
        var group = new MetricGroup(this, "kafka_connect_", MetricLabels.Client(id));
        var start = Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        group.Gauge("start_time_seconds", () => start);
        group.Text("version", "version", static () => AppInfo.KafkaRelease);
        group.Text("commit_id", "commit_id", static () => AppInfo.Commit);
    }

    /// <summary>Gives a plug-in of the worker itself a meter, if it wants one, which ends with the worker.</summary>
    /// <param name="plugin">The plug-in.</param>
    /// <param name="key">The worker's key that names it.</param>
    /// <param name="labels">What tells it from others of its class.</param>
    public void Monitor(object plugin, string key, params KeyValuePair<string, object?>[] labels)
    {
        if (plugin is IMonitorable monitorable)
        {
            var name = ConnectNames.Of(plugin.GetType());
            var meter = CreateMeter(name, [.. MetricLabels.WorkerPlugin(key, name), .. labels]);
            _ofWorkerPlugins.Add(meter);
            monitorable.WithMetrics(meter);
        }
    }

    /// <summary>A meter for a plug-in, whose instruments carry the labels. The owner of the plug-in disposes it.</summary>
    public Meter CreateMeter(string plugin, params KeyValuePair<string, object?>[] labels) =>
        new(new MeterOptions(plugin) { Scope = this, Tags = labels });

    /// <summary>Writes everything in the Prometheus text format (<c>text/plain; version=0.0.4; charset=utf-8</c>), as UTF-8.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        // One scrape at a time sees all series of one moment.
        await _scraping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var (name, family) in _families)
            {
                foreach (var series in family.Series)
                {
                    series.Show(name, family.Kind, _registry);
                }
            }

            _reader.Ask();
            await _registry.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _scraping.Release();
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        foreach (var meter in _ofWorkerPlugins)
        {
            meter.Dispose();
        }

        _meter.Dispose();
        _shown.Dispose();
        _scraping.Dispose();
    }

    /// <summary>
    /// Adds a series, and its family's instrument where it is the first. A scrape reads the series themselves, for there are tens of thousands of
    /// them: asked through their instrument each would be looked up by its labels.
    /// </summary>
    internal void Add(string name, MetricKind kind, MetricSeries series)
    {
        var family = _families.GetOrAdd(name, static (_, kind) => new Family(kind), kind);
        lock (family)
        {
            family.Series = family.Series.Add(series);
            family.Instrument ??= Create(_shown, name, kind, family.Measure);
        }
    }

    internal void Remove(string name, MetricSeries series)
    {
        if (_families.TryGetValue(name, out var family))
        {
            lock (family)
            {
                family.Series = family.Series.Remove(series);
            }
        }

        series.End(_registry);
    }

    /// <summary>A family whose series are known only when it is read.</summary>
    internal void AddFamily(string name, MetricKind kind, Func<IEnumerable<Measurement<double>>> read) => Create(_meter, name, kind, read);

    /// <summary>A summary of what is counted and summed up elsewhere.</summary>
    internal void AddSummary(string name, SeriesLabels labels, Func<(int Count, double Sum)> read) => _registry.AddSummary(name, labels, read);

    private static Instrument Create(Meter meter, string name, MetricKind kind, Func<IEnumerable<Measurement<double>>> read) =>
        kind == MetricKind.Counter ? meter.CreateObservableCounter(name, read) : meter.CreateObservableGauge(name, read);

    private sealed class Family(MetricKind kind)
    {
        public MetricKind Kind => kind;

        public ImmutableList<MetricSeries> Series { get; set; } = [];

        public Instrument? Instrument { get; set; }

        public IEnumerable<Measurement<double>> Measure() => Series.Select(static series => series.Measure()).OfType<Measurement<double>>();
    }
}

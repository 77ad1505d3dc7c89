using System.Collections.Concurrent;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.FacebookAds.Sync;

/// <summary>
/// What all accounts of a task share: settings, client, clock, limits of the app. Owned by the task; used on its thread only.
/// </summary>
internal sealed class SyncContext(FacebookAdsConfig config, ISourceTaskContext task, TimeProvider clock) : IDisposable
{
    private int _jobsInFlight;

    public FacebookAdsConfig Config { get; } = config;

    public ISourceTaskContext Task { get; } = task;

    public TimeProvider Clock { get; } = clock;

    public ApiPipeline Pipeline { get; } = GraphClient.Pipeline(config, clock);

    public RequestLimiter Limiter { get; } = new(config.RequestsPerSecond, config.OperationsPerDay, clock);

    public SyncMetrics Metrics { get; } = new(task.Meter);

    /// <summary>Tombstones that Kafka has not taken yet; entries are taken out on another thread.</summary>
    public ConcurrentDictionary<SourceRecord, bool> Undelivered { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>How often the worker has committed offsets.</summary>
    public int Commits { get; set; }

    public ILogger Logger => Task.Logger;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Until then no account may call: the app is over its quota.</summary>
    public DateTimeOffset AppParkedUntil { get; set; } = DateTimeOffset.MinValue;

    public bool TryTakeJob()
    {
        if (_jobsInFlight >= Config.MaxJobsInFlight)
        {
            return false;
        }

        _jobsInFlight++;
        return true;
    }

    public void ReturnJob() => _jobsInFlight--;

    public void Dispose() => Pipeline.Dispose();
}

using System.Collections.Concurrent;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// What all accounts of a task share: settings, client, clock, limits of the app. Owned by the task; used on its thread only.
/// </summary>
internal sealed class SyncContext(SyncSettings settings, ApiPipeline pipeline, ISourceTaskContext task, TimeProvider clock) : IDisposable
{
    private int _jobsInFlight;

    public SyncSettings Settings { get; } = settings;

    public ISourceTaskContext Task { get; } = task;

    public TimeProvider Clock { get; } = clock;

    public ApiPipeline Pipeline { get; } = pipeline;

    public RequestLimiter Limiter { get; } = new(settings.RequestsPerSecond, settings.OperationsPerDay, clock);

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
        if (_jobsInFlight >= Settings.MaxJobsInFlight)
        {
            return false;
        }

        _jobsInFlight++;
        return true;
    }

    public void ReturnJob() => _jobsInFlight--;

    /// <summary>Counts and reports a value that is no number and became null.</summary>
    public void Malformed(string account, string stream, string field)
    {
        Metrics.Malformed(account, stream, field);
        Log.Malformed(Logger, account, stream, field);
    }

    public void Dispose() => Pipeline.Dispose();
}

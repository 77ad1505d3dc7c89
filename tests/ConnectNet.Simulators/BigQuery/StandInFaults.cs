using System.Collections.Concurrent;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// Switches for what goes wrong, thrown by tests while the stand-in runs. Thread-safe.
/// </summary>
internal sealed class StandInFaults
{
    private readonly ConcurrentQueue<AppendFault> appends = new();
    private readonly ConcurrentQueue<(string Path, int Status, string Reason)> rest = new();
    private readonly Lock gate = new();
    private TaskCompletionSource? held;

    /// <summary>Pause before each acknowledgement of an append.</summary>
    public TimeSpan AcknowledgementDelay { get; set; }

    /// <summary>A reason to refuse a row of a table, or null; rows refused are never stored.</summary>
    public Func<string, IReadOnlyDictionary<string, object?>, string?>? RefuseRow { get; set; }

    /// <summary>Faults that no append has met yet.</summary>
    public int WaitingForAppends => appends.Count;

    /// <summary>The next appends, over all tables in order of arrival, meet these faults.</summary>
    public void FailAppends(params AppendFault[] faults)
    {
        foreach (var fault in faults)
        {
            appends.Enqueue(fault);
        }
    }

    /// <summary>The next REST request whose path contains <paramref name="path"/> is answered with this error.</summary>
    public void FailRest(string path, int status, string reason) => rest.Enqueue((path, status, reason));

    /// <summary>From now on rows are stored but acknowledgements wait until <see cref="ReleaseAcknowledgements"/>.</summary>
    public void HoldAcknowledgements()
    {
        lock (gate)
        {
            held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void ReleaseAcknowledgements()
    {
        lock (gate)
        {
            held?.SetResult();
            held = null;
        }
    }

    internal AppendFault? NextAppendFault() => appends.TryDequeue(out var fault) ? fault : null;

    internal RestFailure? NextRestFault(string path)
    {
        if (rest.TryPeek(out var next) && path.Contains(next.Path, StringComparison.Ordinal) && rest.TryDequeue(out next))
        {
            return new RestFailure(next.Status, next.Reason, "injected fault");
        }
        return null;
    }

    internal async Task AcknowledgementAllowedAsync(CancellationToken cancellation)
    {
        Task? wait;
        lock (gate)
        {
            wait = held?.Task;
        }
        if (wait is not null)
        {
            await wait.WaitAsync(cancellation);
        }
        if (AcknowledgementDelay > TimeSpan.Zero)
        {
            await Task.Delay(AcknowledgementDelay, cancellation);
        }
    }
}

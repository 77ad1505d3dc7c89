using System.Diagnostics.Metrics;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The life of one task: what asks it to stop, what tells that it was given up, the texts that its traces must not show and the meters of
/// its plug-ins. Made before the task, disposed at its end.
/// </summary>
internal sealed class TaskScope(IReadOnlyCollection<string> secrets) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly List<Meter> _meters = [];

    /// <summary>Cancelled when the task is to stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Cancelled when the time to stop is over and the task is given up.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    public IReadOnlyCollection<string> Secrets => secrets;

    public void Stop() => _stop.Cancel();

    public void Cancel()
    {
        _stop.Cancel();
        _cancel.Cancel();
    }

    public Meter Own(Meter meter)
    {
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
}

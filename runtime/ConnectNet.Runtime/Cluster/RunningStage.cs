namespace ConnectNet.Runtime.Cluster;

/// <summary>A step that goes on until it is ended. Shared by all requests that wait for it. Thread-safe.</summary>
internal sealed class RunningStage(string description, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly Lock _lock = new();
    private DateTimeOffset? _ended;

    public Stage Snapshot
    {
        get
        {
            lock (_lock)
            {
                return new Stage(description, _started, _ended);
            }
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended ??= time.GetUtcNow();
        }
    }
}

/// <summary>Ends a step when disposed.</summary>
internal sealed class StageScope(Action end) : IDisposable
{
    public void Dispose() => end();
}

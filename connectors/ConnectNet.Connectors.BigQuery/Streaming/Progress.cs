namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// Tells waiters that something has happened: acknowledgements, faults, new work. Take <see cref="Next"/> before looking at the state, then
/// no signal is missed. Thread-safe.
/// </summary>
internal sealed class Progress
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Report() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}

namespace ConnectNet.Runtime.Cluster;

/// <summary>What is being done for one request, from whichever thread; read when its caller gives up. Thread-safe.</summary>
internal sealed class RequestStages(TimeProvider time)
{
    private volatile RunningStage? _latest;

    public Stage? Latest => _latest?.Snapshot;

    public void Record(RunningStage? stage) => _latest = stage;

    /// <summary>Begins a step outside of the herder's thread; to be disposed at its end.</summary>
    public StageScope Begin(string description)
    {
        var stage = new RunningStage(description, time);
        _latest = stage;
        return new StageScope(stage.End);
    }

    /// <summary>Waits for an operation as long as the caller wants to; the operation itself goes on.</summary>
    /// <exception cref="RequestTimeoutException">The caller's token was cancelled.</exception>
    public async Task<T> WaitAsync<T>(Task<T> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !operation.IsCompleted)
        {
            // Nobody will look at a failure any more.
            _ = operation.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new RequestTimeoutException(Latest, cancellationToken);
        }
    }
}

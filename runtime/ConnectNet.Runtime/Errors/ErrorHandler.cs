using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Errors;

/// <summary>
/// Runs the operations on records that may fail: retries passing faults, then skips the record or fails the task as the connector's
/// tolerance says, and reports every record that failed. One per task, used on its thread; <see cref="Report"/> also on the producer's.
/// Owns its reporters.
/// </summary>
internal sealed class ErrorHandler(ErrorSettings settings, ErrorMetrics metrics, TimeProvider time, CancellationToken stopping) : IDisposable
{
    private const long FirstDelayMs = 300;

    private readonly List<Task> _reports = [];
    private readonly Lock _lock = new();

    /// <summary>Where failures go; set before the first record.</summary>
    public IReadOnlyList<IErrorReporter> Reporters { get; set; } = [];

    public bool Tolerates => settings.Tolerates;

    /// <summary>Ends when the failure reported last is safe; of <see cref="TryRun"/>, on the task's thread.</summary>
    public Task LastReport { get; private set; } = Task.CompletedTask;

    /// <summary>Runs an operation on a record.</summary>
    /// <param name="stage">What the operation is.</param>
    /// <param name="executing">The plug-in that does it.</param>
    /// <param name="original">The record as polled or consumed, for reports.</param>
    /// <param name="state">What the operation needs, so that it can be a static lambda.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="result">Its result.</param>
    /// <returns>False when it failed, was reported and is tolerated: the record is to be skipped.</returns>
    /// <exception cref="ConnectException">It failed and errors are not tolerated.</exception>
    /// <exception cref="OperationCanceledException">The task stops; the record has neither failed nor passed.</exception>
    public bool TryRun<TState, TResult>(
        ErrorStage stage, Type executing, object original, TState state, Func<TState, TResult> operation, out TResult result)
    {
        try
        {
            result = operation(state);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Recover(new Failure(original, stage, executing, e), state, operation, out result);
        }
    }

    /// <summary>Reports a record that failed outside of <see cref="TryRun"/>.</summary>
    /// <returns>Ends when every report is safe.</returns>
    /// <exception cref="ConnectException">Errors are not tolerated.</exception>
    public Task Report(Failure failure)
    {
        metrics.Failed();
        var report = Send(failure);
        if (!IsTolerated(failure.Error))
        {
            metrics.Error();
            throw new ConnectException("Tolerance exceeded in error handler", failure.Error);
        }

        return report;
    }

    /// <summary>Waits until every record reported so far is safe, because offsets may not be committed past it.</summary>
    /// <exception cref="ConnectException">One could not be made safe.</exception>
    public void AwaitReports(CancellationToken cancellationToken)
    {
        Task[] reports;
        lock (_lock)
        {
            if (_reports.Count == 0)
            {
                return;
            }

            reports = [.. _reports];
        }

        // One that failed stays: the commit at the end of the task must fail too.
        Task.WhenAll(reports).WaitAsync(cancellationToken).GetAwaiter().GetResult();
        lock (_lock)
        {
            _reports.RemoveAll(static r => r.IsCompletedSuccessfully);
        }
    }

    public void Dispose()
    {
        foreach (var reporter in Reporters)
        {
            reporter.Dispose();
        }
    }

    private bool Recover<TState, TResult>(Failure failure, TState state, Func<TState, TResult> operation, out TResult result)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; failure.Error is RetriableException; attempt++)
        {
            metrics.Failed();
            var left = settings.RetryTimeoutMs < 0 ? long.MaxValue : settings.RetryTimeoutMs - (long)time.GetElapsedTime(started).TotalMilliseconds;
            if (left <= 0)
            {
                break;
            }

            BackOff(attempt, left);
            metrics.Retried();
            try
            {
                result = operation(state);
                return true;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = failure with { Error = e };
            }
        }

        metrics.Failed();
        metrics.Error();
        LastReport = Send(failure);
        if (!IsTolerated(failure.Error))
        {
            throw new ConnectException("Tolerance exceeded in error handler", failure.Error);
        }

        metrics.Skipped();
        result = default!;
        return false;
    }

    // What must not be skipped fails the task whatever the connector tolerates.
    private bool IsTolerated(Exception error) => settings.Tolerates && error is not IntolerableException;

    // A record that is being retried when the task stops must not count as failed: it would be skipped and its offset moved.
    private void BackOff(int attempt, long left)
    {
        var delay = attempt <= 30 ? FirstDelayMs << (attempt - 1) : long.MaxValue;
        if (delay > settings.RetryDelayMaxMs)
        {
            delay = settings.RetryDelayMaxMs > 0 ? Random.Shared.NextInt64(settings.RetryDelayMaxMs) : 0;
        }

        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(delay, left)), time, stopping).GetAwaiter().GetResult();
    }

    private Task Send(Failure failure)
    {
        if (Reporters.Count == 0)
        {
            return Task.CompletedTask;
        }

        var report = Task.WhenAll(Reporters.Select(reporter => reporter.ReportAsync(failure)));
        // One that failed is kept, so that the next commit fails.
        if (!report.IsCompletedSuccessfully)
        {
            lock (_lock)
            {
                _reports.RemoveAll(static r => r.IsCompletedSuccessfully);
                _reports.Add(report);
            }
        }

        return report;
    }
}

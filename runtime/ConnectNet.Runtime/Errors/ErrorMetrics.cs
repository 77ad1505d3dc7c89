using ConnectNet.Runtime.Metrics;

namespace ConnectNet.Runtime.Errors;

/// <summary>The error counters of a task. Counted from several threads; belongs to the worker's entry of the task.</summary>
internal sealed class ErrorMetrics : IDisposable
{
    private readonly MetricGroup _group;
    private readonly TimeProvider _time;
    private long _failures;
    private long _errors;
    private long _skipped;
    private long _retries;
    private long _logged;
    private long _deadLetters;
    private long _deadLetterFailures;
    private long _lastError;

    public ErrorMetrics(ConnectMetrics metrics, string connector, int task)
    {
        _time = metrics.Time;
        _group = new MetricGroup(metrics, "kafka_connect_task_error_", MetricLabels.Task(connector, task));
        _group.Gauge("total_record_failures", () => Volatile.Read(ref _failures));
        _group.Gauge("total_record_errors", () => Volatile.Read(ref _errors));
        _group.Gauge("total_records_skipped", () => Volatile.Read(ref _skipped));
        _group.Gauge("total_retries", () => Volatile.Read(ref _retries));
        _group.Gauge("total_errors_logged", () => Volatile.Read(ref _logged));
        _group.Gauge("deadletterqueue_produce_requests", () => Volatile.Read(ref _deadLetters));
        _group.Gauge("deadletterqueue_produce_failures", () => Volatile.Read(ref _deadLetterFailures));
        _group.Gauge("last_error_timestamp", () => Volatile.Read(ref _lastError));
    }

    public long Failures => Volatile.Read(ref _failures);

    public long Errors => Volatile.Read(ref _errors);

    public long Skips => Volatile.Read(ref _skipped);

    public long Retries => Volatile.Read(ref _retries);

    public long Logs => Volatile.Read(ref _logged);

    public long DeadLetters => Volatile.Read(ref _deadLetters);

    public long DeadLetterFailures => Volatile.Read(ref _deadLetterFailures);

    /// <summary>An attempt failed.</summary>
    public void Failed()
    {
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _lastError, _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>An operation failed for good.</summary>
    public void Error() => Interlocked.Increment(ref _errors);

    /// <summary>A record was dropped under error tolerance.</summary>
    public void Skipped() => Interlocked.Increment(ref _skipped);

    public void Retried() => Interlocked.Increment(ref _retries);

    public void Logged() => Interlocked.Increment(ref _logged);

    public void DeadLetter() => Interlocked.Increment(ref _deadLetters);

    public void DeadLetterFailed() => Interlocked.Increment(ref _deadLetterFailures);

    public void Dispose() => _group.Dispose();
}

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series that source and sink tasks have alike. Belongs to the worker's entry of the task, which keeps a failed task's series until
/// the task is taken away. Recorded on the task's thread.
/// </summary>
internal sealed class TaskMetrics : IDisposable
{
    private readonly MetricGroup _group;
    private readonly StateTime _state;
    private readonly Sensor _batch;
    private readonly Sensor _commit;
    private readonly Sensor _commitSuccess;

    public TaskMetrics(ConnectMetrics metrics, string connector, int task, string initialState)
    {
        _state = new StateTime(metrics.Time, initialState);
        _group = new MetricGroup(metrics, "kafka_connect_connector_task_", MetricLabels.Task(connector, task));
        _group.Text("status", "status", () => _state.State);
        _group.Gauge("running_ratio", () => _state.Share("running"));
        _group.Gauge("pause_ratio", () => _state.Share("paused"));
        _batch = _group.MaxAndAverage("batch_size_max", "batch_size_avg");
        _commit = _group.MaxAndAverage("offset_commit_max_time_ms", "offset_commit_avg_time_ms");
        _commitSuccess = _group.Sensor();
        _group.Gauge("offset_commit_failure_percentage", () => _commitSuccess.FailureShare);
        _group.Gauge("offset_commit_success_percentage", () => _commitSuccess.SuccessShare);
    }

    /// <summary>Lower case.</summary>
    public string Status
    {
        get => _state.State;
        set => _state.Change(value);
    }

    public void Batch(int size) => _batch.Record(size);

    public void CommitSucceeded(TimeSpan took)
    {
        _commit.Record(Math.Floor(took.TotalMilliseconds));
        _commitSuccess.Record(1);
    }

    public void CommitFailed() => _commitSuccess.Record(0);

    public void Dispose() => _group.Dispose();
}

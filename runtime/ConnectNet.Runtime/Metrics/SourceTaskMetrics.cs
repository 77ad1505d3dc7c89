namespace ConnectNet.Runtime.Metrics;

/// <summary>The series of a source task; see <see cref="TaskMetrics"/>. Writes are recorded on the producer's thread.</summary>
internal sealed class SourceTaskMetrics : IDisposable
{
    private readonly MetricGroup _group;
    private readonly Sensor _poll;
    private readonly Sensor _pollTime;
    private readonly Sensor _write;
    private int _active;

    public SourceTaskMetrics(ConnectMetrics metrics, string connector, int task)
    {
        _group = new MetricGroup(metrics, "kafka_connect_source_task_", MetricLabels.Task(connector, task));
        _poll = _group.RateAndTotal("source_record_poll");
        _write = _group.RateAndTotal("source_record_write");
        _pollTime = _group.MaxAndAverage("poll_batch_max_time_ms", "poll_batch_avg_time_ms");
        _group.Gauge("source_record_active_count", () => Math.Max(0, Volatile.Read(ref _active)));
    }

    public void Polled(int records, TimeSpan took)
    {
        _poll.Record(records);
        _pollTime.Record(Math.Floor(took.TotalMilliseconds));
        Interlocked.Add(ref _active, records);
    }

    /// <summary>Records of a batch are done, some of them left out by a transformation or under error tolerance.</summary>
    public void Written(int records, int skipped)
    {
        _write.Record(records - skipped);
        Interlocked.Add(ref _active, -records);
    }

    public void Dispose() => _group.Dispose();
}

namespace ConnectNet.Runtime.Metrics;

/// <summary>The series of a sink task; see <see cref="TaskMetrics"/>.</summary>
internal sealed class SinkTaskMetrics : IDisposable
{
    private readonly MetricGroup _group;
    private readonly Sensor _read;
    private readonly Sensor _send;
    private readonly Sensor _completion;
    private readonly Sensor _skip;
    private readonly Sensor _put;

    public SinkTaskMetrics(ConnectMetrics metrics, string connector, int task)
    {
        _group = new MetricGroup(metrics, "kafka_connect_sink_task_", MetricLabels.Task(connector, task));
        _read = _group.RateAndTotal("sink_record_read");
        _send = _group.RateAndTotal("sink_record_send");
        _completion = _group.RateAndTotal("offset_commit_completion");
        _skip = _group.RateAndTotal("offset_commit_skip");
        _put = _group.MaxAndAverage("put_batch_max_time_ms", "put_batch_avg_time_ms");
        _group.Gauge("partition_count", () => PartitionCount);
        _group.Gauge("offset_commit_seq_no", () => CommitSequence);
        _group.Gauge("sink_record_active_count", () => ActiveRecords);
    }

    public int PartitionCount { get; set; }

    public int CommitSequence { get; set; }

    /// <summary>Read but not yet committed.</summary>
    public long ActiveRecords { get; set; }

    public void Read(int records) => _read.Record(records);

    public void Put(int records, TimeSpan took)
    {
        _send.Record(records);
        _put.Record(Math.Floor(took.TotalMilliseconds));
    }

    public void CommitCompleted() => _completion.Record(1);

    public void CommitSkipped() => _skip.Record(1);

    public void Dispose() => _group.Dispose();
}

namespace ConnectNet.Runtime.Metrics;

/// <summary>How many records the transactions of an exactly-once source task have. Used on the task's thread; ends with the task's series.</summary>
internal sealed class TransactionMetrics : IDisposable
{
    private readonly MetricGroup _group;
    private readonly Sensor _sizes;
    private int _size;

    public TransactionMetrics(ConnectMetrics metrics, string connector, int task)
    {
        _group = new MetricGroup(metrics, "kafka_connect_source_task_", MetricLabels.Task(connector, task));
        _sizes = _group.MaxAndAverage("transaction_size_max", "transaction_size_avg");
        _group.Gauge("transaction_size_min", () => _sizes.Min);
    }

    /// <summary>A record became part of the transaction.</summary>
    public void Added() => _size++;

    public void Committed()
    {
        _sizes.Record(_size);
        _size = 0;
    }

    public void Aborted() => _size = 0;

    public void Dispose() => _group.Dispose();
}

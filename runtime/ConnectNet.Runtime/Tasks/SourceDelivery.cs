using Confluent.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A submitted record with what its delivery report has to find. The handler is made once and reused with the object, so that a record costs
/// no closure.
/// </summary>
internal sealed class SourceDelivery : SubmittedRecord
{
    private readonly SourceSender _sender;

    public SourceDelivery(SourceSender sender)
    {
        _sender = sender;
        Handler = OnReport;
    }

    public Action<DeliveryReport<byte[]?, byte[]?>> Handler { get; }

    /// <summary>The record as polled; null where nobody will ask for it, so that it need not live until it is delivered.</summary>
    public SourceRecord? Record { get; set; }

    public SourceBatch? Batch { get; set; }

    /// <summary>What the record takes of its task's room in the producer.</summary>
    public long Weight { get; set; }

    /// <summary>What the record takes of its topic's room.</summary>
    public TopicShare Share { get; set; }

    internal override void Release()
    {
        base.Release();
        Record = null;
        Batch = null;
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report) => _sender.OnReport(this, report);
}

/// <summary>
/// Counts what became of the records of one poll, and tells the metrics when all are done. Task and producer threads.
/// </summary>
internal sealed class SourceBatch
{
    private readonly SourceTaskMetrics _metrics;
    private readonly int _size;
    private int _left;
    private int _skipped;

    public SourceBatch(int size, SourceTaskMetrics metrics)
    {
        _size = size;
        _left = size;
        _metrics = metrics;
    }

    public void Written() => Done();

    public void Skipped()
    {
        Interlocked.Increment(ref _skipped);
        Done();
    }

    /// <summary>The task ends before the batch does.</summary>
    public void GiveUp()
    {
        var left = Interlocked.Exchange(ref _left, int.MinValue / 2);
        if (left > 0)
        {
            _metrics.Written(_size - left, Volatile.Read(ref _skipped));
        }
    }

    private void Done()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _metrics.Written(_size, Volatile.Read(ref _skipped));
        }
    }
}

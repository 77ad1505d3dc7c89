using ConnectNet.Runtime.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Commits, every <c>offset.flush.interval.ms</c>, the offsets behind which everything is in Kafka. What is sent but not committed when a
/// worker dies is sent again. A batch ends in the middle when the task is to stop: the rest is polled again.
/// </summary>
internal sealed class AtLeastOnceCommit(TaskParts parts, SourceTaskParts source, SubmittedRecords<SourceDelivery> submitted)
    : SourceCommit(parts, source, submitted, parts.Scope.Stopping)
{
    private readonly SourceOffsetFlush _flush = new(parts, submitted, source.Writer);

    public override bool CommitsAfterFailure => true;

    public override TimeSpan UntilDueInPoll => _flush.UntilDueBesideFlush;

    public override Task? Flushing => _flush.Running;

    public override TimeSpan UntilDue => _flush.UntilDue;

    public override void Dropped(SourceRecord record) => TellTask(record, null);

    public override void Delivered(SourceRecord record, RecordMetadata metadata) => TellTask(record, metadata);

    public override void SendFailed(SourceDelivery delivery, string topic, Exception error)
    {
        LogSendFailed(topic, error);
        if (!Parts.Errors.Tolerates)
        {
            Fail(error);
            return;
        }

        // I2, I5: reported and counted, the record gives its offset free.
        var report = Parts.Errors.Report(new Failure(delivery.Record!, ErrorStage.KafkaProduce, typeof(WorkerSourceTask), error));
        TellTask(delivery.Record!, null);
        delivery.Batch!.Skipped();
        AckWhenSafe(delivery, report);
    }

    public override void Advance(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset) =>
        Submitted.Add(partition, offset).Ack();

    public override void RequestCommit() => _flush.IsRequested = true;

    public override void CommitInPoll() => _flush.Visit();

    public override void CommitIfDue()
    {
        _flush.Visit();
        if (_flush.OwesTaskCommit)
        {
            _flush.OwesTaskCommit = false;
            CommitTask();
        }
    }

    public override void Finish()
    {
        Submitted.AwaitAll(Parts.Timing.FlushTimeout, Parts.Scope.Cancelled);
        if (!Parts.Scope.Cancelled.IsCancellationRequested)
        {
            _flush.Finish();
            CommitIfDue();
        }
    }
}

using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What becomes of the transaction at some point.</summary>
internal enum TransactionAction
{
    /// <summary>It stays open.</summary>
    GoOn,

    /// <summary>It is committed.</summary>
    Commit,

    /// <summary>Its records are dropped; their offsets are committed by themselves, so that they are not read again.</summary>
    Abort,
}

/// <summary>Says where transactions end: the connector's <c>transaction.boundary</c>. Asked on the task's thread.</summary>
internal abstract class TransactionBoundary
{
    /// <summary>Time until the transaction should be ended between two polls; null where only a batch ends it.</summary>
    public virtual TimeSpan? UntilDue => null;

    /// <param name="config">The connector's config.</param>
    /// <param name="timing">The worker's commit interval, and the clock.</param>
    /// <param name="context">Where the task sets the bounds itself; null unless it does.</param>
    public static TransactionBoundary Of(SourceConnectorConfig config, TaskTiming timing, TransactionContext? context) =>
        context is not null ? new ConnectorBoundary(context)
        : config.TransactionBoundary == "INTERVAL" ? new IntervalBoundary(
            config.TransactionInterval is { } interval ? TimeSpan.FromMilliseconds(interval) : timing.FlushInterval, timing.Time)
        : new PollBoundary();

    /// <summary>The task begins or goes on after a pause.</summary>
    public virtual void Start()
    {
    }

    /// <summary>A record of a batch has been dispatched or dropped.</summary>
    public virtual TransactionAction AfterRecord(SourceRecord record) => TransactionAction.GoOn;

    /// <summary>A whole batch, maybe an empty one, has been dispatched.</summary>
    /// <param name="requested">The task has asked for its offsets to be committed soon.</param>
    public abstract TransactionAction AfterBatch(bool requested);

    /// <summary>The task pauses or stops.</summary>
    /// <param name="isWhole">False in the middle of a batch.</param>
    public virtual TransactionAction AtEnd(bool isWhole) => TransactionAction.Commit;

    private sealed class PollBoundary : TransactionBoundary
    {
        public override TransactionAction AfterBatch(bool requested) => TransactionAction.Commit;
    }

    private sealed class IntervalBoundary(TimeSpan interval, TimeProvider time) : TransactionBoundary
    {
        private long _last = time.GetTimestamp();

        public override TimeSpan? UntilDue
        {
            get
            {
                var left = interval - time.GetElapsedTime(_last);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }

        public override void Start() => _last = time.GetTimestamp();

        public override TransactionAction AfterBatch(bool requested)
        {
            if (!requested && UntilDue > TimeSpan.Zero)
            {
                return TransactionAction.GoOn;
            }

            _last = time.GetTimestamp();
            return TransactionAction.Commit;
        }
    }

    private sealed class ConnectorBoundary(TransactionContext context) : TransactionBoundary
    {
        public override TransactionAction AfterRecord(SourceRecord record) => context.Take(record);

        public override TransactionAction AfterBatch(bool requested) => context.TakeBatch();

        // Half of what the task wanted to be one transaction is none.
        public override TransactionAction AtEnd(bool isWhole) => isWhole ? context.TakeBatch() : TransactionAction.GoOn;
    }
}

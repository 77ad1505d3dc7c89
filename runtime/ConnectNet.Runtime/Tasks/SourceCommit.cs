using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// How the offsets of a source task's records get into Kafka, and what the task hears of it: step 6 of the path of a record, and what the
/// steps before have to say for it. A task has one: <see cref="AtLeastOnceCommit"/> or <see cref="ExactlyOnceCommit"/>. Called on the task's
/// thread, except where it says otherwise. Owns nothing of what it is made of.
/// </summary>
internal abstract partial class SourceCommit
{
    private readonly ILogger _log;
    private Exception? _sendError;

    /// <param name="parts">The task's parts.</param>
    /// <param name="source">More of them.</param>
    /// <param name="submitted">The records on their way.</param>
    /// <param name="ending">Ends a batch before all of it is sent.</param>
    protected SourceCommit(TaskParts parts, SourceTaskParts source, SubmittedRecords<SourceDelivery> submitted, CancellationToken ending)
    {
        Parts = parts;
        Source = source;
        Submitted = submitted;
        Ending = ending;
        TellsTask = TellsOfRecords(source.Task);
        _log = source.RecordsLogger;
    }

    /// <summary>Cancelled when the task ends even in the middle of a batch.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Whether the task wants to hear of single records.</summary>
    public bool TellsTask { get; }

    /// <summary>Whether what was delivered is committed also when the task fails.</summary>
    public abstract bool CommitsAfterFailure { get; }

    /// <summary>Time until <see cref="CommitInPoll"/> is worth while.</summary>
    public abstract TimeSpan UntilDueInPoll { get; }

    /// <summary>A write of offsets whose end makes <see cref="CommitInPoll"/> worth while; null when none runs.</summary>
    public virtual Task? Flushing => null;

    /// <summary>Time until <see cref="CommitIfDue"/> is worth while.</summary>
    public virtual TimeSpan UntilDue => TimeSpan.MaxValue;

    protected TaskParts Parts { get; }

    protected SourceTaskParts Source { get; }

    protected SubmittedRecords<SourceDelivery> Submitted { get; }

    /// <summary>Whether a task wants to hear of single records, which costs something for each.</summary>
    public static bool TellsOfRecords(SourceTask task) =>
        task.GetType().GetMethod(nameof(SourceTask.RecordCommitted), [typeof(SourceRecord), typeof(RecordMetadata)])?.DeclaringType != typeof(SourceTask);

    /// <summary>Before the plug-in starts: from here on, nobody else may write the task's offsets.</summary>
    public virtual void Initialize()
    {
    }

    /// <summary>The task begins, or goes on after a pause.</summary>
    public virtual void Start()
    {
    }

    /// <summary>The records of a poll are about to be sent.</summary>
    public virtual void BeginBatch()
    {
    }

    /// <summary>I2: a record that was filtered or tolerated moves the offset; it is submitted already.</summary>
    public abstract void Dropped(SourceRecord record);

    /// <summary>A record is about to be sent to a topic.</summary>
    public virtual void BeforeSend(string topic)
    {
    }

    /// <summary>The producer has taken a record.</summary>
    public virtual void Dispatched(SourceRecord record)
    {
    }

    /// <summary>A record is in Kafka. Called only if <see cref="TellsTask"/>; the producer's thread.</summary>
    public abstract void Delivered(SourceRecord record, RecordMetadata metadata);

    /// <summary>A record will not get into Kafka. Task's or producer's thread.</summary>
    public abstract void SendFailed(SourceDelivery delivery, string topic, Exception error);

    /// <summary>A whole batch, maybe an empty one, has been sent.</summary>
    public virtual void EndBatch()
    {
    }

    /// <summary>Takes an offset that moves without a record; it stands behind everything polled before.</summary>
    public abstract void Advance(IReadOnlyDictionary<string, object?>? partition, IReadOnlyDictionary<string, object?>? offset);

    /// <summary>The task wants a commit soon.</summary>
    public abstract void RequestCommit();

    /// <summary>Commits what is due while the task is in its poll; it hears of that after the poll.</summary>
    public abstract void CommitInPoll();

    /// <summary>Commits what is due between polls, between records and in a pause, and tells the task.</summary>
    public virtual void CommitIfDue()
    {
    }

    /// <summary>The task pauses.</summary>
    public virtual void Pause()
    {
    }

    /// <summary>The task ends: commits what can be, and tells it.</summary>
    public abstract void Finish();

    /// <summary>Ends the use of the producer, which may be disposed then. Any thread.</summary>
    /// <param name="abort">Whether readers are freed of what was left unfinished.</param>
    public virtual void Close(bool abort)
    {
    }

    /// <summary>
    /// A failed record holds its offset back until it is in the dead-letter topic; where it cannot be written there, the task fails. Task's or
    /// producer's thread.
    /// </summary>
    public void AckWhenSafe(SourceDelivery delivery, Task report)
    {
        if (report.IsCompletedSuccessfully)
        {
            delivery.Ack();
            return;
        }

        report.ContinueWith(
            r =>
            {
                if (r.IsCompletedSuccessfully)
                {
                    delivery.Ack();
                }
                else
                {
                    Fail(r.Exception!.InnerException!);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Fails the task if a record was lost that must not be.</summary>
    public void ThrowIfSendFailed()
    {
        if (Volatile.Read(ref _sendError) is { } error)
        {
            throw new ConnectException("Unrecoverable exception from producer send callback", error);
        }
    }

    /// <summary>The task is to fail when it looks next. Any thread.</summary>
    protected void Fail(Exception error) => Interlocked.CompareExchange(ref _sendError, error, null);

    protected void TellTask(SourceRecord record, RecordMetadata? metadata)
    {
        if (!TellsTask)
        {
            return;
        }

        try
        {
            Source.Task.RecordCommitted(record, metadata);
        }
        catch (Exception e)
        {
            LogTaskThrew(_log, e, Parts.Id, "RecordCommitted");
        }
    }

    protected void CommitTask()
    {
        try
        {
            TaskThread.Wait(Source.Task.CommitAsync(Parts.Scope.Cancelled));
        }
        catch (Exception e)
        {
            LogTaskThrew(_log, e, Parts.Id, "CommitAsync");
        }
    }

    protected void LogSendFailed(string topic, Exception error) => LogSendFailed(_log, error, Parts.Id, topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} failed to send record to {Topic}: ")]
    private static partial void LogSendFailed(ILogger logger, Exception error, ConnectorTaskId task, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSourceTask{{id={Task}}} Exception thrown while calling task.{Method}()")]
    private static partial void LogTaskThrew(ILogger logger, Exception error, ConnectorTaskId task, string method);
}

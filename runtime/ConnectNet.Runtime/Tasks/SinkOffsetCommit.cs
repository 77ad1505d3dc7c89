using System.Collections.Concurrent;
using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using TopicPartition = ConnectNet.Sdk.Records.TopicPartition;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Commits a sink task's offsets: asks the task which may be committed, and commits those. Used on the task's thread; a commit that need
/// not be waited for runs on a short-lived thread of its own, because librdkafka's client has only blocking ones, and its result
/// is taken up at the next visit.
/// </summary>
internal sealed partial class SinkOffsetCommit(
    TaskParts parts, SinkTaskParts sink, SinkPositions positions, IConsumer<byte[]?, byte[]?> consumer)
{
    private readonly TimeProvider _time = parts.Timing.Time;
    private readonly ConcurrentQueue<(int Sequence, Exception? Error, List<KeyValuePair<TopicPartition, long>> Offsets, TimeSpan Took)> _completed = new();
    private Thread? _thread;
    private int _sequence;
    private bool _committing;
    private long _started;
    private long _lastCommit = parts.Timing.Time.GetTimestamp();

    public TimeSpan UntilDue
    {
        get
        {
            var left = parts.Timing.FlushInterval - _time.GetElapsedTime(_lastCommit);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Takes up results, and commits when it is time or the task has asked for it.</summary>
    /// <returns>False when the task could not say what to commit for now: everything after the last commit is to be read again.</returns>
    public bool Visit()
    {
        TakeUpResults();
        if (_committing && _time.GetElapsedTime(_started) >= parts.Timing.FlushTimeout)
        {
            LogTimedOut(parts.Logger, parts.Id);
            parts.Metrics.CommitFailed();
            _committing = false;
        }

        if (_committing || (!sink.Context.CommitRequested && UntilDue > TimeSpan.Zero))
        {
            return true;
        }

        var committed = Commit(positions.Partitions, closing: false);
        _lastCommit = _time.GetTimestamp();
        sink.Context.CommitRequested = false;
        return committed;
    }

    /// <summary>Commits partitions that are taken away, and has the task close them whatever happens. Blocks.</summary>
    /// <exception cref="ConnectException">The task could not say what to commit, for good.</exception>
    public void CommitAndClose(IReadOnlyCollection<TopicPartition> partitions)
    {
        // A commit that is still on its way must not come after this one.
        _thread?.Join(parts.Timing.FlushTimeout);
        TakeUpResults();
        try
        {
            Commit(partitions, closing: true);
        }
        finally
        {
            Close(partitions);
        }
    }

    public void Close(IReadOnlyCollection<TopicPartition> partitions) =>
        TaskThread.Wait(sink.Task.CloseAsync(partitions, parts.Scope.Cancelled));

    private bool Commit(IReadOnlyCollection<TopicPartition> partitions, bool closing)
    {
        // Records on their way to the dead-letter queue hold the offsets back.
        parts.Errors.AwaitReports(parts.Scope.Cancelled);
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var partition in partitions)
        {
            if (positions.TryGet(partition, out var position))
            {
                offsets[partition] = position.Current;
            }
        }

        if (offsets.Count == 0)
        {
            return true;
        }

        _started = _time.GetTimestamp();
        _committing = true;
        sink.Metrics.CommitSequence = ++_sequence;
        SinkTaskLog.PreCommit(parts.Logger, parts.Id, offsets);
        IReadOnlyDictionary<TopicPartition, long> provided;
        try
        {
            provided = TaskThread.Wait(sink.Task.PreCommitAsync(offsets, parts.Scope.Cancelled));
        }
        catch (RetriableException e)
        {
            LogPreCommitFailed(parts.Logger, e, parts.Id);
            Complete(_sequence, e, []);
            return closing;
        }
        catch (Exception e)
        {
            Complete(_sequence, e, []);
            throw new ConnectException("Exiting WorkerSinkTask due to unrecoverable exception.", e);
        }

        Send(Committable(provided, offsets), closing);
        return true;
    }

    // I3: only what the task returned is committed, and never more than it was given.
    private List<KeyValuePair<TopicPartition, long>> Committable(
        IReadOnlyDictionary<TopicPartition, long> provided, Dictionary<TopicPartition, long> offered)
    {
        var committable = new List<KeyValuePair<TopicPartition, long>>();
        foreach (var (partition, offset) in provided)
        {
            if (!offered.TryGetValue(partition, out var current) || offset > current)
            {
                LogIgnored(parts.Logger, parts.Id, partition, offset);
            }
            else if (positions.TryGet(partition, out var position) && position.Committed != offset)
            {
                committable.Add(new(partition, offset));
            }
        }

        return committable;
    }

    private void Send(List<KeyValuePair<TopicPartition, long>> offsets, bool closing)
    {
        if (offsets.Count == 0 || parts.Scope.Cancelled.IsCancellationRequested)
        {
            SinkTaskLog.NothingToCommit(parts.Logger, parts.Id);
            Complete(_sequence, null, []);
            return;
        }

        var sequence = _sequence;
        SinkTaskLog.Committing(parts.Logger, parts.Id, closing, sequence, offsets);
        if (closing)
        {
            Complete(sequence, TryCommit(offsets), offsets);
            return;
        }

        var started = _started;
        _thread = new Thread(() =>
        {
            var error = TryCommit(offsets);
            // Taken here: the task looks at the result only when its poll is over.
            _completed.Enqueue((sequence, error, offsets, _time.GetElapsedTime(started)));
        })
        {
            Name = "task-commit-" + parts.Id,
            IsBackground = true,
        };
        _thread.Start();
    }

    private Exception? TryCommit(List<KeyValuePair<TopicPartition, long>> offsets)
    {
        try
        {
            consumer.Commit(offsets.Select(static o => new TopicPartitionOffset(o.Key.Topic, o.Key.Partition, o.Value)));
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void TakeUpResults()
    {
        while (_completed.TryDequeue(out var result))
        {
            if (result.Sequence == _sequence)
            {
                Complete(result.Sequence, result.Error, result.Offsets, result.Took);
            }
            else
            {
                sink.Metrics.CommitSkipped();
            }
        }
    }

    private void Complete(int sequence, Exception? error, List<KeyValuePair<TopicPartition, long>> offsets, TimeSpan? took = null)
    {
        _committing = false;
        if (error is not null)
        {
            LogCommitFailed(parts.Logger, error, parts.Id, sequence);
            parts.Metrics.CommitFailed();
            return;
        }

        foreach (var (partition, offset) in offsets)
        {
            if (positions.TryGet(partition, out var position))
            {
                position.Committed = offset;
            }
        }

        var elapsed = took ?? _time.GetElapsedTime(_started);
        SinkTaskLog.Committed(parts.Logger, parts.Id, elapsed, sequence, offsets);
        parts.Metrics.CommitSucceeded(elapsed);
        sink.Metrics.CommitCompleted();
        sink.Metrics.ActiveRecords = positions.Active;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSinkTask{{id={Task}}} Commit of offsets timed out")]
    private static partial void LogTimedOut(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSinkTask{{id={Task}}} Offset commit failed, rewinding to last committed offsets")]
    private static partial void LogPreCommitFailed(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WorkerSinkTask{{id={Task}}} Ignoring invalid task provided offset {Partition}/{Offset} -- not assigned or not yet consumed")]
    private static partial void LogIgnored(ILogger logger, ConnectorTaskId task, TopicPartition partition, long offset);

    [LoggerMessage(Level = LogLevel.Error, Message = "WorkerSinkTask{{id={Task}}} Commit of offsets threw an unexpected exception for sequence number {Sequence}")]
    private static partial void LogCommitFailed(ILogger logger, Exception error, ConnectorTaskId task, int sequence);
}

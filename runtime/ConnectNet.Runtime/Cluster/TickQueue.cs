using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// The requests that wait for the herder's thread, in the order of their time and arrival, and the stage that thread is in. Any thread
/// may add; only the herder's thread runs requests and begins stages.
/// </summary>
/// <param name="wakeup">Called when a request is due before all others.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told every step, at TRACE.</param>
internal sealed partial class TickQueue(Action wakeup, TimeProvider time, ILogger? logger = null)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(long At, long Number), Request> _requests = [];
    private long _number;
    private RunningStage? _stage = new("awaiting startup", time);
    private RequestStages? _running;
    private bool _closed;

    /// <summary>What the herder's thread is doing, or null between two steps.</summary>
    public Stage? CurrentStage
    {
        get
        {
            lock (_lock)
            {
                return _stage?.Snapshot;
            }
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs an action on the herder's thread; what awaits the result goes on elsewhere.</summary>
    /// <param name="action">The action; it may block only for what is bounded in time.</param>
    /// <param name="stages">Told what the thread is doing; null for work that nobody waits for.</param>
    /// <param name="delay">Not before this time has passed.</param>
    public Task<T> RunAsync<T>(Func<T> action, RequestStages? stages, TimeSpan delay = default)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new Request(() => Complete(result, action), result.SetException, stages);
        bool first;
        lock (_lock)
        {
            if (_closed)
            {
                return Task.FromException<T>(ShuttingDown());
            }

            stages?.Record(_stage);
            var key = (Now + (long)delay.TotalMilliseconds, _number++);
            _requests.Add(key, request);
            first = _requests.Keys.First() == key;
        }

        if (first)
        {
            wakeup();
        }

        return result.Task;
    }

    /// <summary>Runs what is due; returns when the next request is due, in milliseconds since 1970, or null.</summary>
    public long? RunDue(long now)
    {
        while (true)
        {
            Request request;
            lock (_lock)
            {
                if (_requests.Count == 0)
                {
                    return null;
                }

                var (key, next) = _requests.First();
                if (key.At > now)
                {
                    return key.At;
                }

                _requests.Remove(key);
                request = next;
                _running = next.Stages;
            }

            try
            {
                request.Run();
            }
            finally
            {
                lock (_lock)
                {
                    _running = null;
                }
            }
        }
    }

    /// <summary>Begins a step of the herder's thread and tells all waiting requests; to be disposed at its end.</summary>
    public StageScope BeginStage(string description)
    {
        var stage = new RunningStage(description, time);
        lock (_lock)
        {
            _stage = stage;
            _running?.Record(stage);
            foreach (var request in _requests.Values)
            {
                request.Stages?.Record(stage);
            }
        }

        if (logger is null || !logger.IsEnabled(LogLevel.Trace))
        {
            return new StageScope(() => EndStage(stage));
        }

        LogBegun(logger, description);
        return new StageScope(() =>
        {
            EndStage(stage);
            LogEnded(logger, description);
        });
    }

    /// <summary>Fails whatever waits and everything that comes later.</summary>
    public void Close()
    {
        List<Request> waiting;
        lock (_lock)
        {
            _closed = true;
            waiting = [.. _requests.Values];
            _requests.Clear();
        }

        waiting.ForEach(request => request.Fail(ShuttingDown()));
    }

    private static ConnectException ShuttingDown() => new("Worker is shutting down");

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> action)
    {
        try
        {
            result.SetResult(action());
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private void EndStage(RunningStage stage)
    {
        stage.End();
        lock (_lock)
        {
            if (_stage == stage)
            {
                _stage = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Trace, Message = "Recording new tick thread stage: {Stage}")]
    private static partial void LogBegun(ILogger log, string stage);

    [LoggerMessage(Level = LogLevel.Trace, Message = "Completing current tick thread stage; was {Stage}")]
    private static partial void LogEnded(ILogger log, string stage);

    private sealed record Request(Action Run, Action<Exception> Fail, RequestStages? Stages);
}

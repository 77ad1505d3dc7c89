namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Runs a batch of starts or stops on up to eight threads of its own and waits for them, but not for ever: plug-in code that never comes
/// back must not hold up the herder. Used by the herder's thread.
/// </summary>
internal sealed partial class StartStopPool(TimeSpan limit, ILogger logger)
{
    private const int Size = 8;

    /// <summary>Runs everything; actions handle their own errors.</summary>
    public void RunAll(IReadOnlyCollection<Action> actions, string description)
    {
        if (actions.Count == 0)
        {
            return;
        }

        var queue = new Queue<Action>(actions);
        // Not disposed: an action that is late still counts down.
        var open = new CountdownEvent(actions.Count);
        for (var i = 0; i < Math.Min(Size, actions.Count); i++)
        {
            new Thread(() => Work(queue, open)) { IsBackground = true, Name = "StartAndStopExecutor-" + i }.Start();
        }

        if (!open.Wait(limit))
        {
            LogLate(logger, description, limit, open.CurrentCount);
        }
    }

    /// <summary>Runs one action and hands on its result or exception.</summary>
    /// <exception cref="TimeoutException">It did not come back in time.</exception>
    public T Run<T>(Func<T> action, string description)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        RunAll(
            [
                () =>
                {
                    try
                    {
                        result.SetResult(action());
                    }
                    catch (Exception e)
                    {
                        result.SetException(e);
                    }
                },
            ],
            description);
        return result.Task.IsCompleted
            ? result.Task.GetAwaiter().GetResult()
            : throw new TimeoutException($"{description} is still going on after {limit.TotalMilliseconds}ms");
    }

    private void Work(Queue<Action> queue, CountdownEvent open)
    {
        while (true)
        {
            Action? action;
            lock (queue)
            {
                if (!queue.TryDequeue(out action))
                {
                    return;
                }
            }

            try
            {
                action();
            }
            catch (Exception e)
            {
                LogFailed(logger, e);
            }

            open.Signal();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "After {Limit} of {Description}, {Count} did not come back; they go on in the background")]
    private static partial void LogLate(ILogger logger, string description, TimeSpan limit, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected error while starting or stopping work")]
    private static partial void LogFailed(ILogger logger, Exception error);
}

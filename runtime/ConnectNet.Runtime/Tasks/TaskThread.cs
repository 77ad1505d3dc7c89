namespace ConnectNet.Runtime.Tasks;

/// <summary>Waits for awaitable calls on a task's thread. Pure functions.</summary>
internal static class TaskThread
{
    public static void Wait(ValueTask call)
    {
        if (call.IsCompleted)
        {
            call.GetAwaiter().GetResult();
        }
        else
        {
            call.AsTask().GetAwaiter().GetResult();
        }
    }

    public static T Wait<T>(ValueTask<T> call) => call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Waits for a task that may take long, at most for a time. A wait of the platform first spins, which a thousand sources that wait for
    /// something to read would do all the time.
    /// </summary>
    public static void Park(Task task, TimeSpan timeout)
    {
        var gate = new object();
        lock (gate)
        {
            task.ContinueWith(Pulse, gate, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (!task.IsCompleted)
            {
                Monitor.Wait(gate, timeout);
            }
        }
    }

    private static void Pulse(Task task, object? gate)
    {
        lock (gate!)
        {
            Monitor.Pulse(gate);
        }
    }
}

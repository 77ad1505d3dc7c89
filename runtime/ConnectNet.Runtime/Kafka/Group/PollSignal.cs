namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// What the polling thread waits on: a task, a time, a wake-up from outside, or news from the heartbeat. One thread waits, any thread
/// signals.
/// </summary>
internal sealed class PollSignal(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = NewSignal();
    private bool _wakeup;

    public enum Outcome
    {
        /// <summary>The task ended, or there is news.</summary>
        Finished,
        WokenUp,
        TimedOut,
    }

    /// <summary>Ends the current wait, or the next one.</summary>
    public void Wakeup()
    {
        lock (_gate)
        {
            _wakeup = true;
            _news.TrySetResult();
        }
    }

    /// <summary>Ends the current wait, if there is one, to look at the state anew.</summary>
    public void News()
    {
        lock (_gate)
        {
            _news.TrySetResult();
        }
    }

    /// <summary>True if there was a wake-up, which is used up by this.</summary>
    public bool TakeWakeup()
    {
        lock (_gate)
        {
            var taken = _wakeup;
            _wakeup = false;
            if (taken && _news.Task.IsCompleted)
            {
                _news = NewSignal();
            }

            return taken;
        }
    }

    /// <summary>Waits for the task, if any, news, a wake-up or the end of the time.</summary>
    public Outcome Wait(Task? task, TimeSpan timeout)
    {
        Task news;
        lock (_gate)
        {
            if (TakeWakeup())
            {
                return Outcome.WokenUp;
            }

            if (_news.Task.IsCompleted)
            {
                _news = NewSignal();
                if (task is null)
                {
                    return Outcome.Finished;
                }
            }

            news = _news.Task;
        }

        using var timer = new CancellationTokenSource();
        var end = Task.Delay(timeout, time, timer.Token);
        Task[] all = task is null ? [news, end] : [task, news, end];
        var first = all[Task.WaitAny(all)];
        timer.Cancel();
        return TakeWakeup() ? Outcome.WokenUp : first == end ? Outcome.TimedOut : Outcome.Finished;
    }

    /// <summary>Lets time pass; only a wake-up ends it early.</summary>
    public Outcome Pause(TimeSpan pause)
    {
        var start = time.GetTimestamp();
        for (var left = pause; left > TimeSpan.Zero; left = pause - time.GetElapsedTime(start))
        {
            if (Wait(null, left) is Outcome.WokenUp)
            {
                return Outcome.WokenUp;
            }
        }

        return Outcome.TimedOut;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

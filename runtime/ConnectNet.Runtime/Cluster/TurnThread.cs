namespace ConnectNet.Runtime.Cluster;

/// <summary>A thread that serves a <see cref="TickQueue"/> and nothing else: the herder's thread of a standalone worker.</summary>
internal sealed class TurnThread
{
    private readonly object _signal = new();
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _awake;
    private bool _started;
    private bool _stopping;

    public TurnThread(TimeProvider time)
    {
        _time = time;
        Turns = new TickQueue(Wakeup, time);
    }

    public TickQueue Turns { get; }

    /// <summary>Ends when the thread has, or when it is stopped before it was started.</summary>
    public Task Ended => _ended.Task;

    /// <param name="first">What the thread does before all requests; an exception ends it.</param>
    /// <param name="last">What it does when it is stopped.</param>
    public void Start(Action first, Action last)
    {
        _started = true;
        new Thread(() => Run(first, last)) { IsBackground = true, Name = "StandaloneHerder" }.Start();
    }

    /// <summary>Called by the thread that starts it.</summary>
    public void Stop()
    {
        lock (_signal)
        {
            _stopping = true;
            Monitor.Pulse(_signal);
        }

        if (!_started)
        {
            _ended.TrySetResult();
        }
    }

    private void Wakeup()
    {
        lock (_signal)
        {
            _awake = true;
            Monitor.Pulse(_signal);
        }
    }

    private void Run(Action first, Action last)
    {
        try
        {
            first();
            while (Wait(Turns.RunDue(_time.GetUtcNow().ToUnixTimeMilliseconds())))
            {
            }

            last();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            Turns.Close();
            _ended.SetException(e);
        }
    }

    /// <summary>Waits until a request is due; false when the thread has to end.</summary>
    private bool Wait(long? due)
    {
        lock (_signal)
        {
            if (!_awake && !_stopping)
            {
                var wait = due is { } at ? Math.Clamp(at - _time.GetUtcNow().ToUnixTimeMilliseconds(), 0, int.MaxValue) : Timeout.Infinite;
                Monitor.Wait(_signal, (int)wait);
            }

            _awake = false;
            return !_stopping;
        }
    }
}

using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests;

/// <summary>
/// A <see cref="FakeTimeProvider"/> that knows what waits for it, which the library's keeps to itself: a test awaits that the code under test has gone to
/// sleep (<see cref="UntilTimerAsync"/>), and moves the clock to just where that ends (<see cref="AdvanceToNextTimer"/>).
/// </summary>
internal sealed class WatchedTimeProvider(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WatchedTimer, DateTimeOffset> _due = [];
    private TaskCompletionSource _added = NewSignal();

    public WatchedTimeProvider()
        : this(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, callback, state);
        timer.Inner = base.CreateTimer(timer.Fire, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes as soon as a timer is pending.</summary>
    public Task UntilTimerAsync()
    {
        lock (_lock)
        {
            return _due.Count > 0 ? Task.CompletedTask : _added.Task;
        }
    }

    /// <summary>Moves the clock to the next pending timer, which fires; does nothing where none is pending.</summary>
    public void AdvanceToNextTimer()
    {
        DateTimeOffset due;
        lock (_lock)
        {
            if (_due.Count == 0)
            {
                return;
            }
            due = _due.Values.Min();
        }
        // A timer that was set while the clock moved is due a little later than noted.
        var soonest = GetUtcNow().AddMilliseconds(1);
        SetUtcNow(due > soonest ? due : soonest);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class WatchedTimer(WatchedTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;
        private bool _hasFired;
        private TimeSpan _period;

        public ITimer Inner { get; set; } = null!;

        public void Fire(object? _)
        {
            lock (clock._lock)
            {
                _hasFired = true;
                clock._due.Remove(this);
                if (_period > TimeSpan.Zero && !_isDisposed)
                {
                    clock._due[this] = clock.GetUtcNow() + _period;
                }
            }
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                (_hasFired, _period) = (false, period);
                clock._due.Remove(this);
            }
            var due = clock.GetUtcNow() + dueTime;
            var isChanged = Inner.Change(dueTime, period);
            lock (clock._lock)
            {
                if (isChanged && !_hasFired && !_isDisposed && dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._due[this] = due;
                    clock._added.TrySetResult();
                    clock._added = NewSignal();
                }
            }
            return isChanged;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _isDisposed = true;
                clock._due.Remove(this);
            }
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

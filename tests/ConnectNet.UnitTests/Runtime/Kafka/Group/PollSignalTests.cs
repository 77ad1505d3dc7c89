using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.UnitTests.Runtime.Kafka.Group;

public sealed class PollSignalTests
{
    private readonly PollSignal _signal = new(TimeProvider.System);

    [Fact]
    public void A_wakeup_ends_the_next_wait_once()
    {
        _signal.Wakeup();
        Assert.Equal(PollSignal.Outcome.WokenUp, _signal.Wait(null, TimeSpan.FromMinutes(1)));
        Assert.Equal(PollSignal.Outcome.TimedOut, _signal.Wait(null, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task A_wakeup_ends_a_wait_under_way()
    {
        var task = new TaskCompletionSource();
        var wait = Task.Run(() => _signal.Wait(task.Task, TimeSpan.FromMinutes(1)));
        _signal.Wakeup();
        Assert.Equal(PollSignal.Outcome.WokenUp, await wait);
    }

    [Fact]
    public void A_finished_task_ends_a_wait_and_news_do_not_end_a_pause()
    {
        Assert.Equal(PollSignal.Outcome.Finished, _signal.Wait(Task.CompletedTask, TimeSpan.FromMinutes(1)));
        _signal.News();
        Assert.Equal(PollSignal.Outcome.TimedOut, _signal.Pause(TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void News_that_came_before_a_wait_without_task_end_it()
    {
        _signal.News();
        Assert.Equal(PollSignal.Outcome.Finished, _signal.Wait(null, TimeSpan.FromMinutes(1)));
    }
}

using ConnectNet.Runtime.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class TickQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private int _wakeups;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void Requests_run_in_the_order_of_their_time_and_arrival()
    {
        var queue = new TickQueue(() => _wakeups++, _time);
        var order = new List<string>();
        _ = queue.RunAsync(() => Add("later"), null, TimeSpan.FromSeconds(2));
        _ = queue.RunAsync(() => Add("first"), null);
        _ = queue.RunAsync(() => Add("second"), null);
        Assert.Equal(Now + 2000, queue.RunDue(Now));
        Assert.Equal(["first", "second"], order);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(queue.RunDue(Now));
        Assert.Equal(["first", "second", "later"], order);
        Assert.Equal(2, _wakeups);

        bool Add(string text)
        {
            order.Add(text);
            return true;
        }
    }

    [Fact]
    public async Task An_error_is_that_of_the_request_alone()
    {
        var queue = new TickQueue(() => { }, _time);
        var failing = queue.RunAsync<bool>(() => throw new InvalidOperationException("broken"), null);
        var working = queue.RunAsync(() => 7, null);
        queue.RunDue(Now);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal(7, await working);
    }

    [Fact]
    public async Task Closing_fails_what_waits_and_what_comes()
    {
        var queue = new TickQueue(() => { }, _time);
        var waiting = queue.RunAsync(() => true, null);
        queue.Close();
        Assert.Equal("Worker is shutting down", (await Assert.ThrowsAnyAsync<Exception>(() => waiting)).Message);
        Assert.Equal("Worker is shutting down", (await Assert.ThrowsAnyAsync<Exception>(() => queue.RunAsync(() => true, null))).Message);
    }

    [Fact]
    public async Task Who_gives_up_learns_what_the_herder_is_doing()
    {
        var queue = new TickQueue(() => { }, _time);
        var stages = new RequestStages(_time);
        var waiting = stages.WaitAsync(queue.RunAsync(() => true, stages), new CancellationToken(canceled: true));
        Assert.StartsWith(
            "The worker is currently awaiting startup, which began at ",
            (await Assert.ThrowsAsync<RequestTimeoutException>(() => waiting)).Stage!.Summary);

        var began = _time.GetUtcNow();
        using (queue.BeginStage("ensuring membership in the cluster"))
        {
            Assert.Equal(new Stage("ensuring membership in the cluster", began), stages.Latest);
            _time.Advance(TimeSpan.FromMilliseconds(1500));
        }

        Assert.Equal(
            "The last operation the worker completed was ensuring membership in the cluster, which began at "
            + Text(began) + " and completed at " + Text(_time.GetUtcNow()),
            stages.Latest!.Summary);
    }

    private static string Text(DateTimeOffset time) =>
        time.Millisecond == 0 ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ") : time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}

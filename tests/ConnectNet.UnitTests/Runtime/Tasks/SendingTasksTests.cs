using ConnectNet.Runtime.Tasks;

namespace ConnectNet.UnitTests.Runtime.Tasks;

public sealed class SendingTasksTests
{
    [Theory]
    [InlineData(1, 5_000, 5_000)]
    [InlineData(2, 5_000, 2_500)]
    [InlineData(64, 5_000, 250)]
    [InlineData(64, 50_000, 781)]
    [InlineData(64, 100, 100)]
    public void Tasks_that_send_at_the_same_time_share_what_may_be_on_its_way(int tasks, int alone, int share)
    {
        var sending = new SendingTasks();
        for (var i = 0; i < tasks; i++)
        {
            sending.Enter();
        }

        Assert.Equal(share, sending.Share(alone));
        for (var i = 0; i < tasks - 1; i++)
        {
            sending.Leave();
        }

        Assert.Equal(alone, sending.Share(alone));
    }
}

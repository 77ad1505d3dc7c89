using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Testing;

namespace ConnectNet.UnitTests.Sdk.Testing;

public sealed class SinkHarnessTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["topics"] = "t" };
    private static readonly TopicPartition First = new("t", 0);
    private readonly KeepingSinkTask _task = new();

    [Fact]
    public async Task Partitions_are_opened_before_their_records_and_closed_after_their_commit()
    {
        var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"), sink.Record("t", "b"), sink.Record("t", "c", partition: 1));
        await sink.CloseAsync(new TopicPartition("t", 1));
        await sink.DisposeAsync();

        Assert.Equal(
            ["open t-0,t-1", "put a,b,c", "preCommit t-1@1", "close t-1", "preCommit t-0@2", "close t-0", "stop"], _task.Calls);
        Assert.Equal(2, sink.Committed[First]);
        Assert.Equal(1, sink.Committed[new TopicPartition("t", 1)]);
    }

    [Fact]
    public async Task A_batch_that_failed_for_now_comes_again_before_any_other()
    {
        await using var sink = await StartAsync();
        _task.PutError = new RetriableException("later");
        _task.InPut = context => context.RetryAfter(TimeSpan.FromSeconds(3));
        var (a, b) = (sink.Record("t", "a"), sink.Record("t", "b"));

        await Assert.ThrowsAsync<RetriableException>(() => sink.PutAsync(a));
        Assert.Equal(TimeSpan.FromSeconds(3), sink.RetryDelay);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.PutAsync(b));
        await sink.RetryAsync();
        await sink.PutAsync(b);

        Assert.Equal(["open t-0", "put a", "put a", "put b"], _task.Calls);
        await Assert.ThrowsAsync<InvalidOperationException>(sink.RetryAsync);
    }

    [Fact]
    public async Task Only_what_the_task_says_is_committed_and_the_rest_comes_again_after_a_crash()
    {
        await using var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"), sink.Record("t", "b"));
        _task.Safe = _ => new Dictionary<TopicPartition, long> { [First] = 1 };
        await sink.CommitAsync();
        _task.Calls.Clear();

        await sink.CrashAsync();
        await sink.RedeliverAsync();

        Assert.Equal(1, sink.Committed[First]);
        Assert.Equal(["stop", "open t-0", "put b"], _task.Calls);
    }

    [Fact]
    public async Task A_commit_of_what_was_not_put_is_a_fault_of_the_task()
    {
        await using var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"));
        _task.Safe = _ => new Dictionary<TopicPartition, long> { [First] = 2 };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(sink.CommitAsync);

        Assert.Equal("PreCommitAsync has returned offset 2 of t-0, but was given 1.", error.Message);
        _task.Safe = offsets => offsets;
    }

    [Fact]
    public async Task After_a_commit_that_failed_for_now_everything_since_the_last_comes_again()
    {
        await using var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"));
        await sink.CommitAsync();
        await sink.PutAsync(sink.Record("t", "b"));
        _task.PreCommitError = new RetriableException("later");

        await Assert.ThrowsAsync<RetriableException>(sink.CommitAsync);
        _task.PreCommitError = null;
        _task.Calls.Clear();
        await sink.RedeliverAsync();

        Assert.Equal(["put b"], _task.Calls);
    }

    [Fact]
    public async Task Reported_records_are_collected()
    {
        await using var sink = await StartAsync();

        await sink.PutAsync(sink.Record("t", "a"), sink.Record("t", "bad"));

        var reported = Assert.Single(sink.Reported);
        Assert.Equal((1L, "bad"), (reported.Record.Offset, reported.Error.Message));
    }

    [Fact]
    public async Task Where_errors_are_not_tolerated_a_report_fails_the_put_also_when_the_task_swallows_it()
    {
        await using var sink = await StartAsync(ErrantRecords.Refused);

        await Assert.ThrowsAsync<ConnectException>(() => sink.PutAsync(sink.Record("t", "bad")));
    }

    [Fact]
    public async Task Lost_partitions_are_closed_without_a_commit()
    {
        await using var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"));

        await sink.LoseAsync(First);

        Assert.Equal(["open t-0", "put a", "close t-0"], _task.Calls);
        Assert.Empty(sink.Committed);
    }

    [Fact]
    public async Task A_task_can_pause_rewind_and_ask_for_a_commit()
    {
        await using var sink = await StartAsync();
        await sink.PutAsync(sink.Record("t", "a"), sink.Record("t", "b"));
        _task.InPut = context =>
        {
            context.Pause([First]);
            context.Rewind(First, 1);
            context.RequestCommit();
        };
        await sink.PutAsync();
        _task.InPut = null;

        Assert.Equal(1, sink.Committed[First]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.PutAsync(sink.Record("t", "c")));
        await sink.RedeliverAsync();
        Assert.Equal("put b", _task.Calls[^1]);
    }

    private Task<SinkHarness> StartAsync(ErrantRecords errantRecords = ErrantRecords.Collected) =>
        SinkHarness.StartAsync<KeepingSink>(Config, new SinkHarnessOptions { CreateTask = () => _task, ErrantRecords = errantRecords });
}

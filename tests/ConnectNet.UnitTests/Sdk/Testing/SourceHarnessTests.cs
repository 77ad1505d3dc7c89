using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Testing;

namespace ConnectNet.UnitTests.Sdk.Testing;

public sealed class SourceHarnessTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["topic"] = "t" };
    private static readonly Dictionary<string, object?> Partition = new() { ["b"] = "x", ["a"] = 1 };

    [Fact]
    public async Task Offsets_are_stored_with_a_commit_and_come_back_as_from_the_worker()
    {
        await using var source = await SourceHarness.StartAsync<CountingSource>(Config);
        await source.PollAsync(count: 2);
        Assert.Null(source.Offsets.Get(Partition));

        await source.CommitAsync();

        // Written as a 32-bit number.
        Assert.Equal(2L, source.Offsets.Get(Partition)!["last"]);
        var task = (CountingSourceTask)source.Task;
        Assert.Equal([("t", 0, 0L), ("t", 0, 1L)], task.Delivered.Select(m => (m!.Topic, m.Partition, m.Offset)));
        Assert.Equal(1, task.Commits);
    }

    [Fact]
    public async Task A_restart_goes_on_and_a_crash_repeats_what_was_not_committed()
    {
        await using var source = await SourceHarness.StartAsync<CountingSource>(Config);
        var first = source.Task;
        await source.PollAsync();

        await source.RestartAsync();
        await source.PollAsync();
        await source.CrashAsync();
        await source.PollAsync();

        Assert.Equal([1L, 2L, 2L], source.Polled.Select(record => record.Value));
        Assert.NotSame(first, source.Task);
    }

    [Fact]
    public async Task A_task_can_ask_for_a_commit_and_move_an_offset_without_a_record()
    {
        var task = new CountingSourceTask { AsksForCommit = true };
        await using var source = await SourceHarness.StartAsync<CountingSource>(Config, new SourceHarnessOptions { CreateTask = () => task });

        await source.PollAsync();
        Assert.Equal(1L, source.Offsets.Get(Partition)!["last"]);
        task.Advance = 41;
        Assert.Empty(await source.PollAsync());
        await source.CommitAsync();

        Assert.Equal(41L, source.Offsets.Get(Partition)!["last"]);
        Assert.Single(task.Delivered);
    }

    [Fact]
    public async Task An_offset_that_the_worker_could_not_store_fails_the_commit()
    {
        var task = new CountingSourceTask { OffsetExtra = new List<object?>() };
        var source = await SourceHarness.StartAsync<CountingSource>(Config, new SourceHarnessOptions { CreateTask = () => task });
        await source.PollAsync();

        var error = await Assert.ThrowsAsync<DataException>(source.CommitAsync);

        Assert.StartsWith("Offsets may only contain primitive types as values, but field extra contains ", error.Message);
        await Assert.ThrowsAsync<DataException>(() => source.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task A_config_that_validation_refuses_ends_the_start()
    {
        var error = await Assert.ThrowsAsync<ConfigException>(
            () => SourceHarness.StartAsync<CountingSource>(new Dictionary<string, string?> { ["step"] = "0" }));

        Assert.Equal(
            "The config is not valid: Missing required configuration \"topic\" which has no default value.; "
            + "Invalid value 0 for configuration step: Value must be at least 1",
            error.Message);
    }

    [Fact]
    public async Task A_poll_that_never_ends_fails_after_the_time_limit()
    {
        await using var source = await SourceHarness.StartAsync<CountingSource>(
            new Dictionary<string, string?> { ["topic"] = "t", ["step"] = "1000" },
            new SourceHarnessOptions { TimeLimit = TimeSpan.FromMilliseconds(200) });

        var error = await Assert.ThrowsAsync<TimeoutException>(source.PollAsync);

        Assert.Equal("PollAsync has not ended within 0.2 seconds.", error.Message);
    }

    [Fact]
    public async Task A_connector_with_one_task_needs_no_more_than_its_keys_and_its_task()
    {
        await using var source = await SourceHarness.StartAsync<CountingSource>(Config, new SourceHarnessOptions { MaxTasks = 5 });

        Assert.Equal([Config], source.TaskConfigs);
    }
}

using ConnectNet.Sdk.Testing;

namespace MyPlugin.Tests;

public sealed class MyClassTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["topic"] = "numbers", ["interval.ms"] = "1" };

    [Fact]
    public async Task It_counts()
    {
        await using var source = await SourceHarness.StartAsync<MyClassConnector>(Config);

        var records = await source.PollAsync(count: 3);

        Assert.Equal(["number 1", "number 2", "number 3"], records.Select(record => record.Value));
        Assert.All(records, record => Assert.Equal("numbers", record.Topic));
    }

    [Fact]
    public async Task It_goes_on_after_a_restart()
    {
        await using var source = await SourceHarness.StartAsync<MyClassConnector>(Config);
        await source.PollAsync(count: 2);

        await source.RestartAsync();

        Assert.Equal("number 3", (await source.PollAsync(count: 1))[0].Value);
    }

    [Fact]
    public async Task What_was_not_committed_comes_again()
    {
        await using var source = await SourceHarness.StartAsync<MyClassConnector>(Config);
        await source.PollAsync(count: 1);
        await source.CommitAsync();
        await source.PollAsync(count: 1);

        await source.CrashAsync();

        Assert.Equal("number 2", (await source.PollAsync(count: 1))[0].Value);
    }

    [Fact]
    public async Task A_config_without_a_topic_is_refused()
    {
        var errors = await ConfigErrors.OfAsync(new MyClassConnector(), new Dictionary<string, string?> { ["interval.ms"] = "0" });

        Assert.Equal(["interval.ms", "topic"], errors.Keys.Order());
    }
}

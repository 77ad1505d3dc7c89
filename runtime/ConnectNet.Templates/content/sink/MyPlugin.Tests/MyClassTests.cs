using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Testing;

namespace MyPlugin.Tests;

public sealed class MyClassTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private Dictionary<string, string?> Config => new() { ["topics"] = "words", ["path"] = _path };

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task It_writes_lines_and_commits_their_offsets()
    {
        await using var sink = await SinkHarness.StartAsync<MyClassConnector>(Config);

        await sink.PutAsync(sink.Record("words", "hello"), sink.Record("words", "world"));
        await sink.CommitAsync();

        Assert.Equal(["hello", "world"], File.ReadLines(_path));
        Assert.Equal(2, sink.Committed[new TopicPartition("words", 0)]);
    }

    [Fact]
    public async Task A_record_without_text_is_reported_and_the_others_are_written()
    {
        await using var sink = await SinkHarness.StartAsync<MyClassConnector>(Config);

        await sink.PutAsync(sink.Record("words", "hello"), sink.Record("words", 7), sink.Record("words", "world"));
        await sink.CommitAsync();

        Assert.Equal(["hello", "world"], File.ReadLines(_path));
        Assert.Equal(1, Assert.Single(sink.Reported).Record.Offset);
    }

    [Fact]
    public async Task Without_a_reporter_such_a_record_fails_the_task()
    {
        await using var sink = await SinkHarness.StartAsync<MyClassConnector>(
            Config, new SinkHarnessOptions { ErrantRecords = ErrantRecords.NotConfigured });

        var error = await Assert.ThrowsAsync<DataException>(() => sink.PutAsync(sink.Record("words", 7)));

        Assert.Equal("The value at words-0, offset 0 is no text.", error.Message);
    }

    [Fact]
    public async Task After_a_crash_what_was_not_committed_comes_again()
    {
        await using var sink = await SinkHarness.StartAsync<MyClassConnector>(Config);
        await sink.PutAsync(sink.Record("words", "hello"));
        await sink.CommitAsync();
        await sink.PutAsync(sink.Record("words", "world"));

        await sink.CrashAsync();
        await sink.RedeliverAsync();
        await sink.CommitAsync();

        // At least once: the line that was not committed is there twice.
        Assert.Equal(["hello", "world", "world"], File.ReadLines(_path));
    }
}

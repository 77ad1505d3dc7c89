using System.Diagnostics.Metrics;
using System.Text;
using ConnectNet.Connectors.Files;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Connectors.Files;

public sealed class FileStreamSourceTaskTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly WatchedTimeProvider _time = new();

    private string File => _directory.File("in.txt");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_line_becomes_a_record_with_the_position_after_it()
    {
        await System.IO.File.WriteAllTextAsync(File, "one\ntwo\r\nthree\r\n\nunfinished");
        var task = await StartAsync();

        var records = (await task.PollAsync(default))!;

        Assert.Equal(["one", "two", "three", ""], records.Select(record => record.Value));
        Assert.Equal([4L, 9L, 16L, 17L], records.Select(record => record.SourceOffset!["position"]));
        Assert.All(records, record =>
        {
            Assert.Equal("t", record.Topic);
            Assert.Null(record.Key);
            Assert.Null(record.KeySchema);
            Assert.Null(record.Partition);
            Assert.Same(Schema.String, record.ValueSchema);
            Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), record.Timestamp);
            Assert.Equal(File, record.SourcePartition!["filename"]);
            Assert.Empty(record.Headers);
        });
    }

    [Fact]
    public async Task An_unfinished_line_waits_for_its_end()
    {
        await System.IO.File.WriteAllTextAsync(File, "ab");
        var task = await StartAsync();
        Assert.Null(await task.PollAsync(default));

        await System.IO.File.AppendAllTextAsync(File, "c\n");

        Assert.Equal(["abc"], await ValuesAsync(task));
    }

    [Fact]
    public async Task A_carriage_return_at_the_end_waits_for_the_next_character()
    {
        await System.IO.File.WriteAllTextAsync(File, "one\r");
        var task = await StartAsync();
        Assert.Null(await task.PollAsync(default));

        await System.IO.File.AppendAllTextAsync(File, "two\r\n");

        Assert.Equal(["one", "two"], await ValuesAsync(task));
    }

    [Fact]
    public async Task After_a_full_batch_pending_lines_wait_until_more_can_be_read()
    {
        await System.IO.File.WriteAllTextAsync(File, "1\n2\n3\n4\n5\n");
        var task = await StartAsync(("batch.size", "2"));

        Assert.Equal(["1", "2"], await ValuesAsync(task));
        Assert.Null(await PollIdleAsync(task));
        await System.IO.File.AppendAllTextAsync(File, "x");
        Assert.Equal(["3", "4"], await ValuesAsync(task));
        await System.IO.File.AppendAllTextAsync(File, "y\n");
        Assert.Equal(["5", "xy"], await ValuesAsync(task));
    }

    [Fact]
    public async Task Positions_are_characters_going_out_and_bytes_coming_back()
    {
        await System.IO.File.WriteAllTextAsync(File, "äöü\nnext\n");
        var task = await StartAsync();
        var first = (await task.PollAsync(default))!;
        Assert.Equal([4L, 9L], first.Select(record => record.SourceOffset!["position"]));

        // Four bytes on lies half of the three umlauts' six.
        var restarted = await StartAsync(4L);
        Assert.Equal(["ü", "next"], await ValuesAsync(restarted));
    }

    [Fact]
    public async Task A_missing_file_is_waited_for()
    {
        var task = await StartAsync();
        Assert.Null(await PollIdleAsync(task));

        await System.IO.File.WriteAllTextAsync(File, "now\n");

        Assert.Equal(["now"], await ValuesAsync(task));
    }

    [Fact]
    public async Task A_file_shorter_than_the_position_is_waited_for()
    {
        await System.IO.File.WriteAllTextAsync(File, "short\n");
        var task = await StartAsync(10L);
        Assert.Null(await PollIdleAsync(task));

        await System.IO.File.AppendAllTextAsync(File, "abcdef\n");

        Assert.Equal(["ef"], await ValuesAsync(task));
    }

    [Fact]
    public async Task A_position_of_another_type_fails_the_task()
    {
        await System.IO.File.WriteAllTextAsync(File, "x\n");
        var task = await StartAsync("ten");

        var error = await Assert.ThrowsAsync<ConnectException>(async () => await task.PollAsync(default));
        Assert.Equal("Offset position is the incorrect type", error.Message);
    }

    [Fact]
    public async Task Lines_longer_than_any_buffer_and_many_lines_come_through_whole()
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => i % 5_000 == 0 ? new string('x', 200_000 + i) : $"line {i} ä").ToList();
        await System.IO.File.WriteAllTextAsync(File, string.Concat(lines.Select(line => line + "\n")));
        var task = await StartAsync(("batch.size", "100000"));

        var came = new List<object?>();
        while (came.Count < lines.Count)
        {
            came.AddRange(await ValuesAsync(task));
        }
        Assert.Equal(lines, came);
    }

    [Fact]
    public async Task A_poll_ends_when_it_holds_half_a_million_characters_and_the_next_one_goes_on_at_once()
    {
        var line = new string('x', 99_999);
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat(line + "\n", 14)) + "the last\n");
        var task = await StartAsync();

        var polls = new List<int>();
        while (polls.Sum() < 15)
        {
            polls.Add((await ValuesAsync(task)).Count());
        }
        Assert.Equal([6, 6, 3], polls);
        Assert.Null(await PollIdleAsync(task));
    }

    [Fact]
    public async Task A_polled_record_can_be_read_again_after_the_next_poll()
    {
        await System.IO.File.WriteAllTextAsync(File, "one\r\ntwo\rthree\nfour\n");
        var task = await StartAsync(("batch.size", "3"));

        var first = (await task.PollAsync(default))!;
        var twice = first.Concat(first).Select(record => (record.Value, record.SourceOffset![FilePosition.Key])).ToList();
        await System.IO.File.AppendAllTextAsync(File, "five\n");
        Assert.Equal(["four", "five"], await ValuesAsync(task));

        Assert.Equal([("one", 5L), ("two", 9L), ("three", 15L)], first.Select(record => (record.Value, record.SourceOffset![FilePosition.Key])));
        Assert.Equal(twice, first.Concat(first).Select(record => (record.Value, record.SourceOffset![FilePosition.Key])));
        Assert.Throws<ArgumentOutOfRangeException>(() => first[3]);
    }

    [Fact]
    public async Task Waiting_ends_when_the_task_is_to_stop()
    {
        var task = await StartAsync();
        using var stop = new CancellationTokenSource();
        var poll = task.PollAsync(stop.Token).AsTask();
        await _time.UntilTimerAsync();
        await stop.CancelAsync();

        Assert.Null(await poll);
    }

    private async Task<IReadOnlyList<SourceRecord>?> PollIdleAsync(FileStreamSourceTask task)
    {
        var poll = task.PollAsync(default).AsTask();
        await _time.UntilTimerAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        return await poll;
    }

    private static async Task<IEnumerable<object?>> ValuesAsync(FileStreamSourceTask task) => (await task.PollAsync(default))!.Select(record => record.Value);

    private Task<FileStreamSourceTask> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    private async Task<FileStreamSourceTask> StartAsync(object? position, params (string Key, string Value)[] settings)
    {
        var config = new Dictionary<string, string?> { ["file"] = File, ["topic"] = "t" };
        foreach (var (key, value) in settings)
        {
            config[key] = value;
        }
        var task = new FileStreamSourceTask(_time);
        task.Initialize(new TaskContext(config, position));
        await task.StartAsync(config, default);
        return task;
    }

    private sealed class TaskContext(IReadOnlyDictionary<string, string?> config, object? position) : ISourceTaskContext, IOffsetReader
    {
        public IReadOnlyDictionary<string, string?> Config => config;

        public ILogger Logger => NullLogger.Instance;

        public Meter Meter { get; } = new("test");

        public IOffsetReader Offsets => this;

        public ITransactionContext? Transactions => null;

        public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset) =>
            throw new NotSupportedException();

        public void RequestCommit() => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
            IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>?>>(
                [position is null ? null : new Dictionary<string, object?> { ["position"] = position }]);
    }
}

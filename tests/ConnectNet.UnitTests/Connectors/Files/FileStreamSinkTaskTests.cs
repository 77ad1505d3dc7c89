using ConnectNet.Connectors.Files;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Connectors.Files;

public sealed class FileStreamSinkTaskTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    private string File => _directory.File("out.txt");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Values_are_printed_as_Java_prints_them()
    {
        var task = await StartAsync();
        var schema = SchemaBuilder.Struct().Field("a", Schema.Int32).Field("b", Schema.OptionalString).Build();

        await task.PutAsync([Record("text ä"), Record(null), Record(true), Record(1.0), Record(new Struct(schema).Put("a", 1))], default);
        await task.StopAsync();

        Assert.Equal("text ä\nnull\ntrue\n1.0\nStruct{a=1}\n", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Bytes_are_printed_by_their_identity()
    {
        var task = await StartAsync();
        await task.PutAsync([Record(new byte[] { 1 })], default);
        Assert.Matches(@"^\[B@[0-9a-f]+\n$", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Two_tasks_add_to_one_file_and_keep_what_was_there()
    {
        await System.IO.File.WriteAllTextAsync(File, "before\n");
        var first = await StartAsync();
        var second = await StartAsync();

        for (var i = 0; i < 50; i++)
        {
            await first.PutAsync([Record($"first {i}")], default);
            await second.PutAsync([Record($"second {i}")], default);
        }

        var lines = await System.IO.File.ReadAllLinesAsync(File);
        Assert.Equal(["before", .. Enumerable.Range(0, 50).SelectMany(i => new[] { $"first {i}", $"second {i}" })], lines);
    }

    [Fact]
    public async Task Long_values_are_written_whole()
    {
        var task = await StartAsync();
        var values = new List<string> { "a", new('x', 300_000), "b" };
        await task.PutAsync([.. values.Select(Record)], default);
        Assert.Equal(values, [.. await System.IO.File.ReadAllLinesAsync(File)]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_fails_the_task()
    {
        var file = _directory.File("missing/out.txt");
        var error = await Assert.ThrowsAsync<ConnectException>(async () => await new FileStreamSinkTask().StartAsync(Config(file), default));
        Assert.Equal($"Couldn't find or create file '{file}' for FileStreamSinkTask", error.Message);
    }

    [Fact]
    public async Task A_full_disk_fails_the_task()
    {
        var task = new FileStreamSinkTask();
        await task.StartAsync(Config("/dev/full"), default);
        var error = await Assert.ThrowsAsync<ConnectException>(async () => await task.PutAsync([Record("x")], default));
        Assert.StartsWith("Could not write to /dev/full: ", error.Message, StringComparison.Ordinal);
    }

    private async Task<FileStreamSinkTask> StartAsync()
    {
        var task = new FileStreamSinkTask();
        await task.StartAsync(Config(File), default);
        return task;
    }

    private static Dictionary<string, string?> Config(string file) => new() { ["file"] = file };

    private static SinkRecord Record(object? value) => new() { Topic = "t", Value = value, Offset = 0, OriginalTopic = "t", OriginalPartition = 0 };
}

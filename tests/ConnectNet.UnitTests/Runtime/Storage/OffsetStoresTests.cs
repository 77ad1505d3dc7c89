using System.Text;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Storage;

public sealed class OffsetStoresTests
{
    private const string JavaHead =
        "aced0005737200116a6176612e7574696c2e486173684d61700507dac1c31660d103000246000a6c6f6164466163746f724900097468726573686f6c6478703f400000";

    private readonly MemoryOffsetStore _store = new(NullLogger.Instance);

    [Fact]
    public void A_map_of_one_entry_has_Javas_bytes()
    {
        Assert.Equal(JavaHead + "00000000" + "7708000000100000000078", Convert.ToHexStringLower(JavaHashMapFile.Write([])));
        Assert.Equal(
            JavaHead + "0000000c" + "770800000010000000017572" + "00025b42acf317f8060854e00200007870"
            + "000000165b2278222c7b2266696c656e616d65223a2261227d5d" + "7571007e0002" + "0000000e7b22706f736974696f6e223a337d" + "78",
            Convert.ToHexStringLower(JavaHashMapFile.Write([Entry("""["x",{"filename":"a"}]""", """{"position":3}""")])));
    }

    [Fact]
    public void Java_files_are_read()
    {
        var bytes = Convert.FromHexString(JavaHead + "0000000c77080000001000000002757200025b42acf317f8060854e00200007870000000026b32"
            + "7571007e00020000000276327571007e0002000000026b317571007e000200000002763178");
        Assert.Equal(
            ["k1=v1", "k2=v2"],
            JavaHashMapFile.Read(bytes).Select(entry => Text(entry.Key) + "=" + Text(entry.Value)).Order());
    }

    [Fact]
    public void A_file_that_is_something_else_is_named()
    {
        using var directory = TempDirectory.Create();
        File.WriteAllText(directory.File("offsets"), "not a map");
        var store = new FileOffsetStore(directory.File("offsets"), NullLogger.Instance);
        var e = Assert.Throws<ConnectException>(store.Start);
        Assert.Contains(directory.File("offsets"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_keeps_offsets_from_one_start_to_the_next()
    {
        using var directory = TempDirectory.Create();
        var path = directory.File("offsets");
        var first = new FileOffsetStore(path, NullLogger.Instance);
        first.Start();
        var values = Enumerable.Range(0, 100).Select(i => new KeyValuePair<byte[], byte[]?>(
            OffsetJson.Key("c", Map("n", (long)i)), OffsetJson.Value(Map("position", (long)i)))).ToList();
        await first.SetAsync(values, CancellationToken.None);
        await first.SetAsync([new(values[0].Key, null)], CancellationToken.None);

        var second = new FileOffsetStore(path, NullLogger.Instance);
        second.Start();
        var reader = new OffsetReader(second, "c", NullLogger.Instance);
        var offsets = await reader.GetAsync([Map("n", 0L), Map("n", 99L), Map("m", 1L)], CancellationToken.None);
        Assert.Null(offsets[0]);
        Assert.Equal(99L, offsets[1]!["position"]);
        Assert.Null(offsets[2]);
        Assert.Equal(99, second.ConnectorPartitions("c").Count);
        Assert.Equal(["offsets"], Directory.GetFiles(directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_flush_writes_the_last_offset_of_each_partition()
    {
        var writer = new OffsetWriter(_store, "c", NullLogger.Instance);
        Assert.False(writer.BeginFlush());
        writer.Offset(Map("a", 1L), Map("position", 1L));
        writer.Offset(Map("a", 1L), Map("position", 2L));
        writer.Offset(null, Map("position", 3L));
        Assert.True(writer.BeginFlush());
        writer.Offset(Map("a", 1L), Map("position", 9L));
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal("""{"position":2}""", await ValueAsync("""["c",{"a":1}]"""));
        Assert.Equal("""{"position":3}""", await ValueAsync("""["c",null]"""));
        Assert.True(writer.BeginFlush());
    }

    [Fact]
    public async Task A_cancelled_flush_is_part_of_the_next_behind_newer_offsets()
    {
        var writer = new OffsetWriter(_store, "c", NullLogger.Instance);
        writer.Offset(Map("a", 1L), Map("position", 1L));
        writer.Offset(Map("b", 1L), Map("position", 1L));
        Assert.True(writer.BeginFlush());
        Assert.Throws<ConnectException>(() => writer.BeginFlush());
        writer.Offset(Map("a", 1L), Map("position", 2L));
        writer.CancelFlush();
        writer.CancelFlush();
        Assert.True(writer.BeginFlush());
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal("""{"position":2}""", await ValueAsync("""["c",{"a":1}]"""));
        Assert.Equal("""{"position":1}""", await ValueAsync("""["c",{"b":1}]"""));
        Assert.False(writer.BeginFlush());
    }

    [Fact]
    public async Task Offsets_that_cannot_be_written_fail_the_flush_and_stay()
    {
        var writer = new OffsetWriter(_store, "c", NullLogger.Instance);
        writer.Offset(Map("a", 1L), Map("position", new List<object?>()));
        Assert.True(writer.BeginFlush());
        await Assert.ThrowsAsync<DataException>(() => writer.FlushAsync(CancellationToken.None));
        writer.CancelFlush();
        writer.Offset(Map("a", 1L), Map("position", 5L));
        Assert.True(writer.BeginFlush());
        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal("""{"position":5}""", await ValueAsync("""["c",{"a":1}]"""));
    }

    [Fact]
    public async Task A_connectors_own_store_wins_and_removals_reach_both()
    {
        var own = new MemoryOffsetStore(NullLogger.Instance);
        var both = new ConnectorOffsetStore(_store, own, NullLogger.Instance);
        var (a, b) = (OffsetJson.Key("c", Map("p", "a")), OffsetJson.Key("c", Map("p", "b")));
        await _store.SetAsync([new(a, Bytes("{\"n\":1}")), new(b, Bytes("{\"n\":1}"))], CancellationToken.None);
        await own.SetAsync([new(a, Bytes("{\"n\":2}"))], CancellationToken.None);

        var values = await both.GetAsync([a, b], CancellationToken.None);
        Assert.Equal(("{\"n\":2}", "{\"n\":1}"), (Text(values[a]!), Text(values[b]!)));
        Assert.Equal(2, both.ConnectorPartitions("c").Count);

        await both.SetAsync([new(a, null), new(b, null)], CancellationToken.None);
        Assert.All((await both.GetAsync([a, b], CancellationToken.None)).Values, Assert.Null);
        Assert.Empty(both.ConnectorPartitions("c"));
    }

    [Fact]
    public async Task Offsets_of_a_transaction_reach_the_workers_store_only_when_it_is_committed()
    {
        var own = new MemoryOffsetStore(NullLogger.Instance);
        var both = new ConnectorOffsetStore(_store, own, NullLogger.Instance, transactional: true);
        var key = OffsetJson.Key("c", Map("p", "a"));
        both.Committed();
        await both.SetAsync([new(key, Bytes("{\"n\":1}"))], CancellationToken.None);
        Assert.Null((await _store.GetAsync([key], CancellationToken.None))[key]);

        // The next transaction takes the place of one that was aborted.
        await both.SetAsync([new(key, Bytes("{\"n\":2}"))], CancellationToken.None);
        both.Committed();
        Assert.Equal("{\"n\":2}", Text((await _store.GetAsync([key], CancellationToken.None))[key]!));

        await both.SetAsync([new(key, null)], CancellationToken.None);
        Assert.Null((await _store.GetAsync([key], CancellationToken.None))[key]);
    }

    [Fact]
    public async Task Partitions_are_told_apart_by_content_and_listed_in_Javas_order()
    {
        var writer = new OffsetWriter(_store, "c", NullLogger.Instance);
        foreach (var name in (string[])["zeta", "alpha", "m", "b", "c1"])
        {
            writer.Offset(new Dictionary<string, object?> { ["filename"] = name, ["n"] = 1L }, Map("position", 1L));
        }

        writer.BeginFlush();
        await writer.FlushAsync(CancellationToken.None);
        var listed = _store.ConnectorPartitions("c").ToList();
        Assert.Equal(5, listed.Count);
        Assert.Equal(listed.OrderBy(map => Bucket(SourcePartitions.JavaHash(map))), listed);
        Assert.True(SourcePartitions.Comparer.Equals(
            new Dictionary<string, object?> { ["a"] = 1L, ["b"] = "x" }, new Dictionary<string, object?> { ["b"] = "x", ["a"] = 1L }));
        Assert.False(SourcePartitions.Comparer.Equals(Map("a", 1L), Map("a", 1.0)));
    }

    private static int Bucket(int hash) => (hash ^ (int)((uint)hash >> 16)) & 15;

    private async Task<string?> ValueAsync(string key) =>
        (await _store.GetAsync([Bytes(key)], CancellationToken.None)).Values.Single() is { } value ? Text(value) : null;

    private static Dictionary<string, object?> Map(string key, object? value) => new() { [key] = value };

    private static KeyValuePair<byte[], byte[]> Entry(string key, string value) => new(Bytes(key), Bytes(value));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}

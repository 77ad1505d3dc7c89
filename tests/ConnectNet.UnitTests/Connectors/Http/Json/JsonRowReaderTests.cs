using System.Text;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>Rows out of answers of each shape, cut into pieces at every place.</summary>
public sealed class JsonRowReaderTests
{
    private const int Different = 1000;

    [Theory]
    [InlineData("$", """[{"a":1}, {"a":[2]}]""", """R{"a":1} R{"a":[2]}""")]
    [InlineData("$", "[1,\"x\", null , [] ]", "R1 R\"x\" Rnull R[]")]
    [InlineData("$", """{"a":1}""", """R{"a":1}""")]
    [InlineData("$", "[]", "")]
    [InlineData("data", """{"data":[{"a":1},{"b":{"data":[3]}}],"paging":{"next":"x"}}""", """R{"a":1} R{"b":{"data":[3]}} E{"data":[],"paging":{"next":"x"}}""")]
    [InlineData("data.list", """{"code":0, "data":{"page":{"n":[1,2]},"list" : [ {"a":"]}"} ] , "x":1}, "data2":[]}""",
        """R{"a":"]}"} E{"code":0,"data":{"page":{"n":[1,2]},"list":[],"x":1},"data2":[]}""")]
    [InlineData("rows", """{"rowCount":0}""", """E{"rowCount":0}""")]
    [InlineData("rows", """{"rows":null,"n":1}""", """E{"rows":null,"n":1}""")]
    [InlineData("data", """{"data":{"id":"1"},"x":{}}""", """R{"id":"1"} E{"data":{},"x":{}}""")]
    [InlineData("data", """{"x":{"data":[1]},"data":[2]}""", """R2 E{"x":{"data":[1]},"data":[]}""")]
    [InlineData("[].results", """[{"results":[{"a":1}],"id":"q"},{"id":"r"},{"results":[]}]""", """R{"a":1} E{"results":[],"id":"q"} E{"id":"r"} E{"results":[]}""")]
    [InlineData("[].results", """{"error":{"code":1}}""", """E{"error":{"code":1}}""")]
    [InlineData("campaigns[].campaign", """{"campaigns":[{"s":"OK","campaign":{"id":1}},{"s":"BAD"}],"p":1}""",
        """R{"id":1} E{"campaigns":[{"s":"OK","campaign":{}},{"s":"BAD"}],"p":1}""")]
    [InlineData("a[].b", """{"a":[{"b":[1,2]},{"b":[]},{"b":[3]}]}""", """R1 R2 R3 E{"a":[{"b":[]},{"b":[]},{"b":[]}]}""")]
    [InlineData("data", "\uFEFF {\"data\":[1]} \r\n", """R1 E{"data":[]}""")]
    [InlineData("d\u00e4\"", """{"d\u00e4\"":[1]}""", """R1 E{"d\u00e4\"":[]}""")]
    public async Task Rows_and_what_stands_around_them(string path, string json, string expected)
    {
        var length = Encoding.UTF8.GetByteCount(json);
        foreach (var size in Enumerable.Range(1, length))
        {
            Assert.Equal(expected, await ReadAsync(PiecedStream.Of(json, size), path));
        }
    }

    [Theory]
    [InlineData("data", """{"data":[{"a":1},{"a":2""", 1, "ends too early")]
    [InlineData("data", """{"data":[{"a":1},{"a":2}]""", 2, "ends too early")]
    [InlineData("$", """[{"a":1},""", 1, "ends too early")]
    [InlineData("$", "", 0, "ends too early")]
    [InlineData("$", "  ", 0, "ends too early")]
    [InlineData("$", """[{"a":1}]x""", 1, "is no JSON")]
    [InlineData("$", """[{"a":1}][{"a":2}]""", 1, "is no JSON")]
    [InlineData("data", """{"data":[{"a":1}]} {"error":1}""", 1, "is no JSON")]
    [InlineData("data", "<html>Bad gateway</html>", 0, "is no JSON")]
    public async Task A_broken_answer_is_told_from_a_complete_one(string path, string json, int rows, string problem)
    {
        foreach (var size in Enumerable.Range(1, json.Length + 1))
        {
            using var reader = new JsonRowReader(PiecedStream.Of(json, size), JsonPath.Parse(path), "GET x");
            var error = await Assert.ThrowsAsync<ApiFailureException>(() => ToEndAsync(reader));

            Assert.Equal((FailureClass.RestartSlice, rows), (error.Failure.Class, reader.Rows));
            Assert.StartsWith($"GET x: the answer {problem} after ", error.Failure.Message);
        }
    }

    [Theory]
    [InlineData("data", """{"data":5}""")]
    [InlineData("data.list", """{"data":[{"list":[]}]}""")]
    [InlineData("data[].x", """{"data":{"x":[]}}""")]
    public async Task A_path_that_does_not_fit_is_named(string path, string json)
    {
        using var reader = new JsonRowReader(PiecedStream.Of(json, 100), JsonPath.Parse(path), "GET x");
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => ToEndAsync(reader));

        Assert.Equal(FailureClass.PermanentStream, error.Failure.Class);
        Assert.StartsWith($"GET x: there are no rows at '{path}'", error.Failure.Message);
    }

    [Theory]
    [InlineData("rows", """{"rows":[]}""", true)]
    [InlineData("rows", """{"rows":null}""", true)]
    [InlineData("rows", """{"row":[]}""", false)]
    [InlineData("[].results", """[]""", false)]
    public async Task Whether_the_path_led_anywhere_can_be_asked(string path, string json, bool isFound)
    {
        using var reader = new JsonRowReader(PiecedStream.Of(json, 3), JsonPath.Parse(path), "GET x");
        await ToEndAsync(reader);

        Assert.Equal(isFound, reader.IsFound);
    }

    [Fact]
    public async Task Rows_and_envelopes_are_bounded()
    {
        var limits = new JsonRowLimits { RowBytes = 200_000, EnvelopeBytes = 1000 };
        var row = await FailureAsync($$"""{"data":[{"a":1},{"a":"{{new string('x', 300_000)}}"}]}""", limits);
        var envelope = await FailureAsync($$"""{"data":[{"a":1}],"x":"{{new string('x', 1000)}}"}""", limits);

        Assert.Equal((FailureClass.TooBig, "GET x: a row is larger than 200000 bytes"), (row.Class, row.Message));
        Assert.Equal((FailureClass.TooBig, "GET x: what stands around the rows is larger than 1000 bytes"), (envelope.Class, envelope.Message));
    }

    [Fact]
    public async Task A_row_larger_than_the_buffer_is_read()
    {
        var large = new string('x', 1_000_000);
        Assert.Equal($"R\"{large}\" R2", await ReadAsync(PiecedStream.Of($"[\"{large}\",2]", 10_000), "$"));
    }

    [Fact]
    public async Task An_answer_of_200_megabytes_takes_no_more_memory_than_a_small_one()
    {
        const int Rows = 400_000;
        using var reader = new JsonRowReader(LargeAnswer(Rows), JsonPath.Parse("[].results"), "POST searchStream");
        await reader.ReadAsync(default);
        var (checksum, allocatedBefore) = (0L, GC.GetAllocatedBytesForCurrentThread());
        JsonItem item;
        while ((item = await reader.ReadAsync(default)) != JsonItem.End)
        {
            if (item == JsonItem.Row)
            {
                checksum += reader.Current.GetProperty("metrics").GetProperty("clicks").GetInt64();
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        Assert.Equal((Rows, (Rows / Different) * (Different * (Different - 1L) / 2)), (reader.Rows, checksum));
        Assert.InRange(reader.BufferBytes, 1, 300_000);
        Assert.InRange(allocated / Rows, 0, 300);
    }

    // Chunks of 10,000 rows, about 500 bytes a row; made of the same pieces again and again, so that the test itself allocates nothing.
    private static PiecedStream LargeAnswer(int rows)
    {
        var padding = new string('x', 450);
        var pieces = Enumerable.Range(0, Different)
            .Select(i => Encoding.UTF8.GetBytes($$$"""{"campaign":{"name":"{{{padding}}}"},"metrics":{"clicks":{{{i}}}}}""")).ToArray();
        var (first, next) = ("[{\"results\":["u8.ToArray(), ","u8.ToArray());
        var (chunk, last) = ("],\"requestId\":\"q\"},{\"results\":["u8.ToArray(), "],\"requestId\":\"q\"}]"u8.ToArray());
        IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            for (var i = 0; i < rows; i++)
            {
                yield return i == 0 ? first : i % 10_000 == 0 ? chunk : next;
                yield return pieces[i % Different];
            }

            yield return last;
        }

        return new PiecedStream(Pieces().GetEnumerator());
    }

    private static async Task<ApiFailure> FailureAsync(string json, JsonRowLimits limits)
    {
        using var reader = new JsonRowReader(PiecedStream.Of(json, 10_000), JsonPath.Parse("data"), "GET x", limits);
        return (await Assert.ThrowsAsync<ApiFailureException>(() => ToEndAsync(reader))).Failure;
    }

    private static async Task ToEndAsync(JsonRowReader reader)
    {
        while (await reader.ReadAsync(default) != JsonItem.End)
        {
        }
    }

    private static async Task<string> ReadAsync(Stream stream, string path)
    {
        var items = new List<string>();
        using var reader = new JsonRowReader(stream, JsonPath.Parse(path.Contains('"') ? $"[\"{path}\"]" : path), "GET x");
        JsonItem item;
        while ((item = await reader.ReadAsync(default)) != JsonItem.End)
        {
            // Space around the rows may be gone.
            items.Add(item == JsonItem.Row ? "R" + reader.Current.GetRawText() : "E" + reader.Current.GetRawText().Replace(" ", ""));
        }

        return string.Join(' ', items);
    }
}

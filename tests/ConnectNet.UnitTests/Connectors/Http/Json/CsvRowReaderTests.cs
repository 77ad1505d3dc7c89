using System.Text;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>Reports in CSV as the platforms write them.</summary>
public sealed class CsvRowReaderTests
{
    [Fact]
    public async Task Fields_are_texts_by_the_names_of_the_header()
    {
        var rows = await ReadAsync("\uFEFFTimePeriod,Campaign,Impressions,Ctr,Spend\r\n2026-11-18,\"Brand, \"\"DE\"\"\nline\",\"1,234\",12.5%,--\r\n2026-11-19,,0,,5\r\n");

        Assert.Equal(
            ["2026-11-18|Brand, \"DE\"\nline|1,234|12.5%|--", "2026-11-19||0||5"],
            rows.Select(row => string.Join('|', row.Values)));
        Assert.Equal("1,234", rows[0]["Impressions"]);
        Assert.True(rows[1].TryGet("Campaign", out var campaign) && campaign.Length == 0);
        Assert.False(rows[1].TryGet("campaign", out _));
        Assert.Equal(["TimePeriod", "Campaign", "Impressions", "Ctr", "Spend"], rows[0].Columns.Keys);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a,b", 0)]
    [InlineData("a,b\n", 0)]
    [InlineData("a,b\n1,2", 1)]
    public async Task There_may_be_no_rows(string text, int rows) => Assert.Equal(rows, (await ReadAsync(text)).Count);

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "RestartSlice", "has 1 columns in row 3, and 2 in its header")]
    [InlineData("a,b\n1,2,3\n", "RestartSlice", "has 3 columns in row 2, and 2 in its header")]
    [InlineData("a,b\n1,2\n\n", "RestartSlice", "has 1 columns in row 3, and 2 in its header")]
    [InlineData("a,b\n1,\"2", "RestartSlice", "breaks off within quotes in row 2")]
    [InlineData("a,a\n1,2\n", "PermanentStream", "has two columns named 'a'")]
    public async Task What_does_not_fit_the_header_fails(string text, string kind, string problem)
    {
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => ReadAsync(text));

        Assert.Equal((kind, "GET r: the report " + problem), (error.Failure.Class.ToString(), error.Failure.Message));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_fail()
    {
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => ReadAsync([.. "a,b\n1,"u8, 0xFF, (byte)'\n']));

        Assert.Equal("GET r: the report is not in UTF-8", error.Failure.Message);
    }

    [Fact]
    public async Task Other_separators_and_encodings_can_be_read()
    {
        var rows = await ReadAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\tb\n1\tä\n")], '\t');

        Assert.Equal("ä", Assert.Single(rows)["b"]);
    }

    [Fact]
    public async Task A_failure_of_the_stream_comes_through()
    {
        var bytes = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 100_000)));
        await using var report = new CheckedStream(PiecedStream.Of(bytes, 1000), 10_000, _ => true, "GET r");
        var error = await Assert.ThrowsAsync<ApiFailureException>(async () => await CsvRowReader.ReadAsync(report, "GET r").CountAsync());

        Assert.Equal(FailureClass.TooBig, error.Failure.Class);
    }

    private static Task<List<CsvRow>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<List<CsvRow>> ReadAsync(byte[] bytes, char separator = ',') =>
        await CsvRowReader.ReadAsync(PiecedStream.Of(bytes, 5), "GET r", separator).ToListAsync();
}

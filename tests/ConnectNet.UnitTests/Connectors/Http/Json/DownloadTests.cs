using System.IO.Compression;
using System.Text;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;
using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>Streams and report files over a real connection, complete and broken.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private HttpServer _server = null!;

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunks_of_a_stream_come_as_they_are_sent_and_a_break_is_no_end(bool breaks)
    {
        var isRead = new TaskCompletionSource();
        _server.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("""[{"results":[{"id":"1"}],"requestId":"q"}""");
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            if (breaks)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(""",{"results":[{"id":"2"}],"requestId":"q"}]""");
        };
        using var pipeline = Pipeline();
        using var stream = await pipeline.OpenAsync(ApiRequest.Query("v26/customers/1/googleAds:searchStream", "{}"), default);
        using var reader = new GoogleRowReader(stream.Body, "results", _ => throw new InvalidOperationException(), "POST searchStream");
        Assert.True(await reader.ReadAsync(default));
        isRead.SetResult();
        if (breaks)
        {
            var error = await Assert.ThrowsAsync<ApiFailureException>(async () => await reader.ReadAsync(default));
            Assert.Equal(FailureClass.RestartSlice, error.Failure.Class);
            return;
        }

        Assert.True(await reader.ReadAsync(default));
        Assert.False(await reader.ReadAsync(default));
        Assert.Equal((2, "q"), (reader.Rows, reader.RequestId));
    }

    [Fact]
    public async Task A_zip_of_CSV_is_read_from_where_the_report_points_to()
    {
        _server.Answer = async (context, _) =>
        {
            var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                await using var entry = zip.CreateEntry("3000123456.csv").Open();
                await entry.WriteAsync(Encoding.UTF8.GetBytes("\uFEFF\"TimePeriod\",\"Impressions\"\r\n\"2026-11-18\",\"1,234\"\r\n"));
            }

            await context.Response.Body.WriteAsync(bytes.ToArray());
        };
        using var pipeline = Pipeline();
        var request = ApiRequest.Elsewhere(HttpMethod.Get, new Uri(_server.Url, "file?sig=secret"));
        using var download = await pipeline.OpenAsync(request, default);
        await using var report = await ReportFile.OpenAsync(download.Body, request.ToString(), ReportLimits.Default, default);
        var row = await CsvRowReader.ReadAsync(report, request.ToString()).SingleAsync();

        Assert.Equal(("2026-11-18", "1,234"), (row["TimePeriod"], row["Impressions"]));
    }

    private ApiPipeline Pipeline() => new(_server.Url, new ApiDialect(new Redactor(), TimeProvider.System), new ApiLimits());
}

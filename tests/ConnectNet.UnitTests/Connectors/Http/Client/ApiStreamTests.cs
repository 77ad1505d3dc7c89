using System.IO.Compression;
using System.Text;
using ConnectNet.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

/// <summary>Streamed answers, and the bounds of whole ones.</summary>
public sealed class ApiStreamTests : IAsyncLifetime
{
    private static readonly ApiRequest Request = ApiRequest.Query("stream", "{}");
    private readonly List<int> _observed = [];
    private HttpServer _server = null!;

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_body_is_read_while_the_server_still_writes_it()
    {
        var isRead = new TaskCompletionSource();
        _server.Answer = async (context, _) =>
        {
            context.Response.Headers["request-id"] = "r1";
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            await context.Response.WriteAsync("second");
        };
        using var pipeline = Pipeline(new ApiLimits());
        using var stream = await pipeline.OpenAsync(Request, default);
        var buffer = new byte[100];
        var first = await stream.Body.ReadAsync(buffer);
        isRead.SetResult();
        var rest = await new StreamReader(stream.Body).ReadToEndAsync();

        Assert.Equal(("first", "second", "r1", 200), (Encoding.UTF8.GetString(buffer, 0, first), rest, stream.Response.Header("request-id"), stream.Response.Status));
        Assert.Equal([200], _observed);
    }

    [Fact]
    public async Task A_compressed_body_comes_decompressed()
    {
        _server.Answer = async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync("plain"u8.ToArray());
        };
        using var pipeline = Pipeline(new ApiLimits());
        using var stream = await pipeline.OpenAsync(Request, default);

        Assert.Equal("plain", await new StreamReader(stream.Body).ReadToEndAsync());
    }

    [Fact]
    public async Task A_failure_is_read_whole_up_to_its_bound_and_judged()
    {
        _server.Answer = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return HttpServer.WriteAsync(context, new string('x', 5000), 429);
        };
        using var pipeline = Pipeline(new ApiLimits { ErrorBytes = 1000 });
        using var stream = await pipeline.OpenAsync(Request, default);

        Assert.Equal((FailureClass.Throttled, TimeSpan.FromSeconds(7)), (stream.Failure!.Class, stream.Failure.Wait));
        Assert.Equal((429, 1000), (stream.Response.Status, stream.Response.Body.Length));
        Assert.Throws<InvalidOperationException>(() => stream.Body);
        Assert.Equal([429], _observed);
    }

    [Fact]
    public async Task A_pause_that_is_too_long_breaks_the_stream_off()
    {
        _server.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await UntilAbortedAsync(context);
        };
        using var pipeline = Pipeline(new ApiLimits { Idle = TimeSpan.FromMilliseconds(200) });
        using var stream = await pipeline.OpenAsync(Request, default);
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => new StreamReader(stream.Body).ReadToEndAsync());

        Assert.Equal(FailureClass.RestartSlice, error.Failure.Class);
        Assert.Equal("POST stream: the answer broke off after 5 bytes: nothing came for 0.2 s", error.Failure.Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_told_from_an_end()
    {
        var isRead = new TaskCompletionSource();
        _server.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            context.Abort();
        };
        using var pipeline = Pipeline(new ApiLimits());
        using var stream = await pipeline.OpenAsync(Request, default);
        await stream.Body.ReadExactlyAsync(new byte[5]);
        isRead.SetResult();
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => new StreamReader(stream.Body).ReadToEndAsync());

        Assert.Equal(FailureClass.RestartSlice, error.Failure.Class);
    }

    [Fact]
    public async Task Cancelling_ends_a_read_at_once_and_closes_the_connection()
    {
        var isAborted = new TaskCompletionSource();
        _server.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await UntilAbortedAsync(context);
            isAborted.SetResult();
        };
        using var cancellation = new CancellationTokenSource();
        using var pipeline = Pipeline(new ApiLimits());
        using (var stream = await pipeline.OpenAsync(Request, cancellation.Token))
        {
            var buffer = new byte[100];
            await stream.Body.ReadExactlyAsync(buffer.AsMemory(0, 5), cancellation.Token);
            var read = stream.Body.ReadAsync(buffer, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(5)));
        }

        await isAborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Headers_that_do_not_come_in_time_are_passing_trouble_and_are_not_asked_for_twice()
    {
        using (var patient = Pipeline(new ApiLimits()))
        {
            // A server takes its time for the very first call.
            await patient.SendAsync(Request, default);
        }

        _server.Answer = (context, _) => UntilAbortedAsync(context);
        using var pipeline = Pipeline(new ApiLimits { Report = TimeSpan.FromMilliseconds(400) });
        using var stream = await pipeline.OpenAsync(Request, default);

        Assert.Equal((FailureClass.Transient, "POST stream failed: no answer within 0.4 s"), (stream.Failure!.Class, stream.Failure.Message));
        Assert.Equal(2, _server.Seen.Count);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    [InlineData(5_000_000, true)]
    public async Task A_whole_answer_is_bounded_also_when_it_comes_compressed(int length, bool isTooLarge)
    {
        _server.Answer = async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(new byte[length]);
        };
        using var pipeline = Pipeline(new ApiLimits { AnswerBytes = 1000, AnswerBytesKey = "max.bytes" });
        var result = await pipeline.SendAsync(Request, default);

        Assert.Equal(isTooLarge ? FailureClass.TooBig : null, result.Failure?.Class);
        Assert.Equal(isTooLarge ? 0 : length, result.Response.Body.Length);
        if (isTooLarge)
        {
            Assert.Equal("POST stream: the answer is larger than 1000 bytes (max.bytes): ask for less at a time, or raise that setting", result.Failure!.Message);
        }
    }

    [Fact]
    public async Task An_answer_of_known_length_is_read_whole()
    {
        _server.Answer = async (context, _) =>
        {
            context.Response.ContentLength = 100_000;
            context.Response.ContentType = "text/plain";
            await context.Response.Body.WriteAsync(new byte[100_000]);
        };
        using var pipeline = Pipeline(new ApiLimits());
        var result = await pipeline.SendAsync(Request, default);

        Assert.Equal((100_000, "text/plain"), (result.Response.Body.Length, result.Response.Header("Content-Type")));
    }

    [Fact]
    public async Task Reports_may_take_longer_than_lookups()
    {
        _server.Answer = (context, _) => Task.Delay(500, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        using var pipeline = Pipeline(new ApiLimits { Lookup = TimeSpan.FromMilliseconds(100), Report = TimeSpan.FromSeconds(20) });

        Assert.Equal(FailureClass.Transient, (await pipeline.SendAsync(Request, default)).Failure?.Class);
        Assert.Null((await pipeline.SendAsync(Request with { Class = CallClass.Report }, default)).Failure);
    }

    private static Task UntilAbortedAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private ApiPipeline Pipeline(ApiLimits limits) => new(_server.Url, new ObservingDialect(_observed), limits);

    private sealed class ObservingDialect(List<int> observed) : ApiDialect(new Redactor(), TimeProvider.System)
    {
        public override void Observe(ApiRequest request, ApiResponse response) => observed.Add(response.Status);
    }
}

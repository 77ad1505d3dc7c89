using ConnectNet.Connectors.Http.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

/// <summary>The pipeline in its plain REST dialect against a real server on the loopback.</summary>
public sealed class ApiPipelineTests : IAsyncLifetime
{
    private readonly WebApplication _server = WebApplication.CreateSlimBuilder().Build();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
    private readonly List<string> _seen = [];
    private Func<HttpContext, int, Task> _answer = (_, _) => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server.Urls.Add("http://127.0.0.1:0");
        _server.Run(async context =>
        {
            _seen.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            await _answer(context, _seen.Count);
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(429, "30", "Throttled", 30)]
    [InlineData(429, "Sat, 21 Nov 2026 12:01:00 GMT", "Throttled", 60)]
    [InlineData(503, "5", "Throttled", 5)]
    [InlineData(503, null, "Transient", null)]
    [InlineData(500, null, "Transient", null)]
    [InlineData(408, null, "Transient", null)]
    [InlineData(401, null, "PermanentConnector", null)]
    [InlineData(403, null, "PermanentAccount", null)]
    [InlineData(414, null, "TooBig", null)]
    [InlineData(404, null, "PermanentStream", null)]
    [InlineData(302, null, "PermanentStream", null)]
    public async Task Each_status_has_its_class(int status, string? retryAfter, string expected, int? seconds)
    {
        _answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.Headers.Location = status == 302 ? "/elsewhere" : default;
            return Task.CompletedTask;
        };
        using var pipeline = Pipeline();
        var result = await pipeline.SendAsync(ApiRequest.Get("a/b", new KeyValuePair<string, string>("q", "ä&=")), default);

        Assert.Equal(expected, result.Failure!.Class.ToString());
        Assert.Equal(seconds, result.Failure.Wait?.TotalSeconds);
        Assert.Equal(["GET /base/a/b?q=%C3%A4%26%3D"], _seen);
    }

    [Fact]
    public async Task A_read_whose_connection_broke_is_repeated_once_and_a_write_is_not()
    {
        _answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var pipeline = Pipeline();
        var read = await pipeline.SendAsync(ApiRequest.Get("read"), default);
        var write = await pipeline.SendAsync(ApiRequest.Post("write"), default);

        Assert.Equal(FailureClass.Transient, read.Failure!.Class);
        Assert.Equal(FailureClass.Transient, write.Failure!.Class);
        Assert.Equal(["GET /base/read", "GET /base/read", "POST /base/write"], _seen);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_passing_trouble()
    {
        _answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        using var pipeline = Pipeline(TimeSpan.FromMilliseconds(200));
        var result = await pipeline.SendAsync(ApiRequest.Post("slow"), default);

        Assert.Equal(FailureClass.Transient, result.Failure!.Class);
        Assert.Contains("no answer within", result.Failure.Message);
    }

    [Fact]
    public async Task Credentials_that_can_be_renewed_are_renewed_once()
    {
        _answer = (context, call) =>
        {
            context.Response.StatusCode = call == 1 ? 401 : 200;
            return Task.CompletedTask;
        };
        using var pipeline = new ApiPipeline(Url, new RenewableDialect(_clock), TimeSpan.FromSeconds(20));

        Assert.Null((await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure);
        Assert.Equal(2, _seen.Count);
    }

    [Theory]
    [InlineData("GET https://h/p?access_token=abc&x=1", "GET https://h/p?access_token=[hidden]&x=1")]
    [InlineData("""{"appsecret_proof":"abc","b":1}""", """{"appsecret_proof":"[hidden]","b":1}""")]
    [InlineData("Authorization: Bearer abc", "Authorization: Bearer [hidden]")]
    [InlineData("the word s3cret itself", "the word [hidden] itself")]
    [InlineData("nothing to hide", "nothing to hide")]
    public void Secrets_are_taken_out_of_texts(string text, string clean) =>
        Assert.Equal(clean, new Redactor("s3cret", null, "").Clean(text));

    private Uri Url => new(_server.Urls.First() + "/base");

    private ApiPipeline Pipeline(TimeSpan? timeout = null) =>
        new(Url, new ApiDialect(new Redactor(), _clock), timeout ?? TimeSpan.FromSeconds(20));

    private sealed class RenewableDialect(TimeProvider clock) : ApiDialect(new Redactor(), clock)
    {
        public override ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}

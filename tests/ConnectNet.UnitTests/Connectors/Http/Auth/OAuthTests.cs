using ConnectNet.Connectors.Http.Auth;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ConnectNet.TestKit.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

/// <summary>Access tokens over their life, against a strict server.</summary>
public sealed class OAuthTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Redactor _redactor = new();
    private readonly List<IDisposable> _owned = [];
    private TokenServer _server = null!;

    public async Task InitializeAsync() => _server = await TokenServer.StartAsync();

    public async Task DisposeAsync()
    {
        _owned.ForEach(part => part.Dispose());
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_credentials_are_sent_as_the_server_wants_them(bool usesBasic)
    {
        var settings = Settings() with { UsesBasic = usesBasic, Scope = "a b", Extra = [new("audience", "x")] };
        var pipeline = Pipeline(new ClientCredentialsGrant(settings, _redactor, _clock));

        Assert.Null((await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure);
        var call = Assert.Single(_server.TokenCalls);
        Assert.Equal(
            usesBasic ? "grant_type=client_credentials&scope=a+b&audience=x" : "grant_type=client_credentials&client_id=id%3A1&client_secret=s3cret%2F&scope=a+b&audience=x",
            call.Body);
        Assert.Equal(usesBasic ? "Basic " + Convert.ToBase64String("id%3A1:s3cret%2F"u8) : null, call.Header("Authorization"));
    }

    [Fact]
    public async Task A_token_serves_until_four_fifths_of_its_life_are_over()
    {
        var pipeline = Pipeline();
        await SendAllRightAsync(pipeline);
        _clock.Advance(TimeSpan.FromSeconds(2879));
        await SendAllRightAsync(pipeline);
        Assert.Single(_server.TokenCalls);

        _clock.Advance(TimeSpan.FromSeconds(2));
        await SendAllRightAsync(pipeline);
        Assert.Equal(2, _server.TokenCalls.Count);
    }

    [Theory]
    [InlineData("1000", 801)]
    [InlineData(1000.5, 801)]
    [InlineData(null, 100_000_000)]
    [InlineData("soon", 100_000_000)]
    public async Task The_life_may_be_told_as_text_or_not_at_all(object? life, int seconds)
    {
        _server.Life = life;
        var pipeline = Pipeline();
        await SendAllRightAsync(pipeline);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await SendAllRightAsync(pipeline);

        Assert.Equal(seconds == 801 ? 2 : 1, _server.TokenCalls.Count);
    }

    [Fact]
    public async Task Many_calls_at_once_fetch_one_token()
    {
        var pipeline = Pipeline();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAllRightAsync(pipeline)));

        Assert.Single(_server.TokenCalls);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once_for_all_who_used_it()
    {
        var pipeline = Pipeline();
        await SendAllRightAsync(pipeline);
        _server.Revoke();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAllRightAsync(pipeline)));

        Assert.Equal(2, _server.TokenCalls.Count);
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_the_end()
    {
        _server.Trouble = context => HttpServer.WriteAsync(context, """{"access_token":"unknown","expires_in":3600}""");
        var failure = await FailureAsync(Pipeline());

        Assert.Equal(FailureClass.PermanentConnector, failure.Class);
        Assert.Equal("GET x failed: HTTP 401. Check that the user whose refresh token is in oauth.refresh.token may read this.", failure.Message);
        Assert.Equal((2, 2), (_server.TokenCalls.Count, _server.ApiCalls.Count));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", "PermanentConnector", "oauth.refresh.token")]
    [InlineData(401, """{"error":"invalid_client"}""", "PermanentConnector", "oauth.client.secret")]
    [InlineData(400, """{"error":"invalid_scope"}""", "PermanentConnector", "oauth.scope")]
    [InlineData(404, "<html>", "PermanentConnector", "oauth.token.url")]
    [InlineData(200, "<html>", "PermanentConnector", "oauth.token.url")]
    [InlineData(200, """{"error":"bad_refresh_token"}""", "PermanentConnector", "oauth.refresh.token")]
    [InlineData(400, """{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}""", "PermanentConnector", "INVALID_ARGUMENT (m)")]
    [InlineData(429, """{"error":"invalid_grant"}""", "Throttled", "invalid_grant")]
    [InlineData(403, """{"error":"rate_limit_exceeded"}""", "Throttled", "rate_limit_exceeded")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "Transient", "temporarily_unavailable")]
    [InlineData(500, """{"error":"invalid_grant_type"}""", "Transient", "invalid_grant_type")]
    [InlineData(503, "<html>", "Transient", "HTTP 503")]
    public async Task What_the_token_server_says_has_its_class(int status, string body, string kind, string named)
    {
        _server.Trouble = context => HttpServer.WriteAsync(context, body, status);
        var failure = await FailureAsync(Pipeline());

        Assert.Equal(kind, failure.Class.ToString());
        Assert.StartsWith($"No token from {_server.TokenUrl}: ", failure.Message);
        Assert.Contains(named, failure.Message);
        Assert.Empty(_server.ApiCalls);
        Assert.Single(_server.TokenCalls);
        Assert.Equal(kind == "Throttled", failure.IsAppWide);
    }

    [Fact]
    public async Task A_token_server_that_wants_to_be_left_alone_is_heard()
    {
        _server.Trouble = context =>
        {
            context.Response.Headers.RetryAfter = "30";
            return HttpServer.WriteAsync(context, "", 503);
        };
        var failure = await FailureAsync(Pipeline());

        Assert.Equal((FailureClass.Throttled, TimeSpan.FromSeconds(30)), (failure.Class, failure.Wait));
    }

    [Fact]
    public async Task A_token_server_that_is_not_there_is_passing_trouble()
    {
        var pipeline = Pipeline(Settings() with { Url = new Uri("http://127.0.0.1:1/token") });

        Assert.Equal(FailureClass.Transient, (await FailureAsync(pipeline)).Class);
    }

    [Fact]
    public async Task A_token_that_is_still_good_serves_while_the_token_server_has_trouble()
    {
        var pipeline = Pipeline();
        await SendAllRightAsync(pipeline);
        _server.Trouble = context => HttpServer.WriteAsync(context, "", 500);
        _clock.Advance(TimeSpan.FromSeconds(3000));
        await SendAllRightAsync(pipeline);
        await SendAllRightAsync(pipeline);
        Assert.Equal(2, _server.TokenCalls.Count);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await SendAllRightAsync(pipeline);
        Assert.Equal(3, _server.TokenCalls.Count);

        _clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(FailureClass.Transient, (await FailureAsync(pipeline)).Class);
        _server.Trouble = null;
        await SendAllRightAsync(pipeline);
    }

    [Fact]
    public async Task Secrets_do_not_come_back_in_messages()
    {
        _server.RefreshToken = "another";
        var failure = await FailureAsync(Pipeline());

        Assert.Contains("invalid_grant ([hidden] was revoked)", failure.Message);
        await SendTokenAsync();
        Assert.Equal("[hidden] [hidden]", _redactor.Clean("access-1 s3cret/"));

        async Task SendTokenAsync()
        {
            _server.RefreshToken = "refresh-0";
            await SendAllRightAsync(Pipeline());
        }
    }

    [Fact]
    public async Task Who_waits_for_a_token_can_stop_waiting_and_others_go_on()
    {
        var (isAsked, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Trouble = async context =>
        {
            isAsked.TrySetResult();
            await mayAnswer.Task;
            await HttpServer.WriteAsync(context, """{"access_token":"late","expires_in":3600}""");
        };
        var pipeline = Pipeline();
        using var cancellation = new CancellationTokenSource();
        var stopped = pipeline.SendAsync(ApiRequest.Get("x"), cancellation.Token).AsTask();
        var goesOn = pipeline.SendAsync(ApiRequest.Get("y"), default).AsTask();
        await isAsked.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.WaitAsync(TimeSpan.FromSeconds(5)));
        mayAnswer.SetResult();
        await goesOn;

        Assert.Equal("/y", _server.ApiCalls[0].Target);
        Assert.Equal("Bearer late", _server.ApiCalls[0].Header("Authorization"));
    }

    [Fact]
    public async Task A_server_that_rotates_without_a_store_is_told_of_once()
    {
        await using var server = await TokenServer.StartAsync(rotates: true);
        var log = new CapturedLog();
        var settings = Settings() with { Url = server.TokenUrl };
        var store = new MemoryTokenStore(settings.Keys, log);
        using var credential = new OAuthCredential(
            new RefreshTokenGrant(settings, "refresh-0", store, _redactor, _clock), TokenPlacement.Bearer, _clock);
        using var pipeline = new ApiPipeline(server.Url, new ApiDialect(_redactor, _clock, credential), TimeSpan.FromSeconds(20));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await SendAllRightAsync(pipeline);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["refresh-0", "refresh-1", "refresh-2"], server.TokenCalls.Select(call => call.Form["refresh_token"]));
        Assert.Contains("Set oauth.token.store to keep them", Assert.Single(log.Lines));
    }

    private static async Task SendAllRightAsync(ApiPipeline pipeline) => Assert.Null((await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure);

    private static async Task<ApiFailure> FailureAsync(ApiPipeline pipeline) => (await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure!;

    private TokenSettings Settings() => new(_server.TokenUrl) { ClientId = "id:1", ClientSecret = "s3cret/" };

    private ApiPipeline Pipeline(TokenSettings? settings = null)
    {
        settings ??= Settings();
        return Pipeline(new RefreshTokenGrant(settings, "refresh-0", new MemoryTokenStore(settings.Keys, NullLogger.Instance), _redactor, _clock));
    }

    private ApiPipeline Pipeline(ITokenGrant grant)
    {
        var credential = new OAuthCredential(grant, TokenPlacement.Bearer, _clock);
        var pipeline = new ApiPipeline(_server.Url, new ApiDialect(_redactor, _clock, credential), TimeSpan.FromSeconds(20));
        _owned.AddRange([pipeline, credential]);
        return pipeline;
    }
}

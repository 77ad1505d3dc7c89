using ConnectNet.Connectors.Http.Auth;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.UnitTests.Connectors.Http.Client;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

public sealed class StaticCredentialTests : IAsyncLifetime
{
    private HttpServer _server = null!;

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_token_goes_where_the_API_wants_it()
    {
        await SendAsync(TokenPlacement.Bearer);
        await SendAsync(new TokenPlacement.InHeader("Access-Token"));
        await SendAsync(new TokenPlacement.InHeader("Authorization", "Token "));
        await SendAsync(new TokenPlacement.InQuery("key"));

        Assert.Equal(
            [("Bearer t/1", null, "/x?a=1"), (null, "t/1", "/x?a=1"), ("Token t/1", null, "/x?a=1"), (null, null, "/x?a=1&key=t%2F1")],
            _server.Seen.Select(call => (call.Header("Authorization"), call.Header("Access-Token"), call.Target)));
    }

    [Fact]
    public async Task A_refused_token_names_its_setting()
    {
        _server.AnswerJson("{}", 401);
        var failure = (await SendAsync(TokenPlacement.Bearer)).Failure!;

        Assert.Equal((FailureClass.PermanentConnector, "GET x failed: HTTP 401. Put a token into access.token that is valid and may read this."), (failure.Class, failure.Message));
        Assert.Single(_server.Seen);
    }

    [Fact]
    public async Task A_token_with_a_line_break_is_not_sent()
    {
        var failure = (await SendAsync(TokenPlacement.Bearer, "t\n")).Failure!;

        Assert.Equal(FailureClass.PermanentConnector, failure.Class);
        Assert.Contains("a line break", failure.Message);
        Assert.Empty(_server.Seen);
    }

    private async Task<ApiResult> SendAsync(TokenPlacement placement, string token = "t/1")
    {
        var dialect = new ApiDialect(new Redactor(token), TimeProvider.System, new StaticCredential(token, placement, "access.token"));
        using var pipeline = new ApiPipeline(_server.Url, dialect, TimeSpan.FromSeconds(20));
        return await pipeline.SendAsync(ApiRequest.Get("x", [new("a", "1")]), default);
    }
}

using System.Text;
using ConnectNet.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

/// <summary>What each kind of call looks like to the server.</summary>
public sealed class ApiRequestTests : IAsyncLifetime
{
    private HttpServer _server = null!;

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Json_goes_as_the_body_and_parameters_beside_it_in_the_query()
    {
        var call = await SendAsync(ApiRequest.Query("v1/x:search", """{"query":"ä"}""") with
        {
            Parameters = [new("a", "1 2")],
            Headers = [new("developer-token", "d"), new("login-customer-id", "12")],
        });

        Assert.Equal("POST /base/v1/x:search?a=1%202", $"{call.Method} {call.Target}");
        Assert.Equal("""{"query":"ä"}""", call.Body);
        Assert.Equal("application/json; charset=utf-8", call.Header("Content-Type"));
        Assert.Equal(("d", "12"), (call.Header("developer-token"), call.Header("login-customer-id")));
    }

    [Fact]
    public async Task Bytes_go_with_their_type()
    {
        var call = await SendAsync(new ApiRequest(HttpMethod.Put, "file") { Body = new ApiBody.Bytes(Encoding.UTF8.GetBytes("a,b"), "text/csv") });

        Assert.Equal("PUT text/csv a,b", $"{call.Method} {call.Header("Content-Type")} {call.Body}");
    }

    [Fact]
    public async Task Without_a_body_parameters_go_as_a_form()
    {
        var call = await SendAsync(ApiRequest.Post("x", [new("a", "1 2"), new("b", "ä&=")]) with { Headers = [new("X-HTTP-Method-Override", "GET")] });

        Assert.Equal("application/x-www-form-urlencoded a=1+2&b=%C3%A4%26%3D", $"{call.Header("Content-Type")} {call.Body}");
    }

    [Fact]
    public async Task A_query_in_the_path_is_sent_as_it_is_written()
    {
        const string Written = "q=analytics&dateRange=(start:(year:2026,month:11),end:(year:2026))&accounts=List(urn%3Ali%3AsponsoredAccount%3A123)";
        var call = await SendAsync(ApiRequest.Get("rest/adAnalytics?" + Written, [new("fields", "a,b")]));

        Assert.Equal($"/base/rest/adAnalytics?{Written}&fields=a%2Cb", call.Target);
        Assert.Equal("GET rest/adAnalytics", ApiRequest.Get("rest/adAnalytics?" + Written).ToString());
    }

    [Theory]
    [InlineData("//127.0.0.2/x")]
    [InlineData("http://127.0.0.2/x")]
    [InlineData("customers:list")]
    public async Task A_path_to_another_place_is_not_followed(string path)
    {
        var failure = await FailureAsync(ApiRequest.Get(path));

        Assert.Equal(FailureClass.PermanentStream, failure.Class);
        Assert.Contains("Correct the path", failure.Message);
    }

    [Theory]
    [InlineData("a", "1\r\nb: 2")]
    [InlineData("", "1")]
    [InlineData("a b", "1")]
    public async Task A_header_that_is_none_is_named(string name, string value)
    {
        var failure = await FailureAsync(ApiRequest.Get("x") with { Headers = [new(name, value)] });

        Assert.Contains($"'{name}' with this value is no header", failure.Message);
    }

    [Fact]
    public async Task A_call_elsewhere_carries_no_credentials_and_shows_no_query()
    {
        using var pipeline = new ApiPipeline(new Uri("http://127.0.0.1:9/"), new TokenDialect(), ApiLimits.Same(TimeSpan.FromSeconds(10)));
        var request = ApiRequest.Elsewhere(HttpMethod.Get, new Uri(_server.Url, "report.zip?sig=s%2F1"));
        _server.Answer = (context, _) =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        var result = await pipeline.SendAsync(request, default);

        var call = Assert.Single(_server.Seen);
        Assert.Equal("/report.zip?sig=s%2F1", call.Target);
        Assert.Null(call.Header("Authorization"));
        Assert.Equal(FailureClass.RestartSlice, result.Failure!.Class);
        Assert.DoesNotContain("sig", result.Failure.Message);
    }

    private async Task<SeenCall> SendAsync(ApiRequest request)
    {
        using var pipeline = Pipeline();
        Assert.Null((await pipeline.SendAsync(request, default)).Failure);
        return Assert.Single(_server.Seen);
    }

    private async Task<ApiFailure> FailureAsync(ApiRequest request)
    {
        using var pipeline = Pipeline();
        var result = await pipeline.SendAsync(request, default);
        Assert.Empty(_server.Seen);
        return result.Failure!;
    }

    private ApiPipeline Pipeline() =>
        new(new Uri(_server.Url, "base"), new ApiDialect(new Redactor(), TimeProvider.System), TimeSpan.FromSeconds(10));

    private sealed class TokenDialect() : ApiDialect(new Redactor(), TimeProvider.System)
    {
        public override async ValueTask<HttpRequestMessage> AuthorizeAsync(ApiRequest request, Uri baseUrl, CancellationToken cancellationToken)
        {
            var message = await base.AuthorizeAsync(request, baseUrl, cancellationToken);
            message.Headers.Authorization = new("Bearer", "t");
            return message;
        }
    }
}

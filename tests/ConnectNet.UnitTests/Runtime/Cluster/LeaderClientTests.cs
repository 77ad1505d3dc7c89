using System.Net;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class LeaderClientTests
{
    [Theory]
    [InlineData("x", "http://h:1/connectors/x/tasks")]
    [InlineData("a b", "http://h:1/connectors/a%20b/tasks")]
    [InlineData("ü€😀", "http://h:1/connectors/%C3%BC%E2%82%AC%F0%9F%98%80/tasks")]
    [InlineData("a%20b", "http://h:1/connectors/a%20b/tasks")]
    [InlineData("a%b/c", "http://h:1/connectors/a%25b/c/tasks")]
    [InlineData("a{b}", "http://h:1/connectors/a%7Bb%7D/tasks")]
    [InlineData("}{", "http://h:1/connectors/%7D%7B/tasks")]
    public void Names_are_escaped_as_in_Java(string name, string url) =>
        Assert.Equal(url, LeaderClient.Url("http://h:1/", "connectors", name, "tasks"));

    [Fact]
    public async Task A_request_is_signed_and_an_error_answer_is_thrown_again()
    {
        var key = new SessionKey(new byte[32], "HmacSHA256", 0);
        var body = "[]"u8.ToArray();
        using var listener = new HttpListener();
        var url = $"http://127.0.0.1:{Ports.Free()}/";
        listener.Prefixes.Add(url);
        listener.Start();
        using var client = new LeaderClient("HmacSHA256");
        var sending = client.SendAsync(HttpMethod.Post, url + "connectors/x/tasks", body, "Basic abc", key, CancellationToken.None);
        var call = await listener.GetContextAsync();
        Assert.Equal("application/json", call.Request.ContentType);
        Assert.Equal("application/json", call.Request.Headers["Accept"]);
        Assert.Equal("kafka-connect", call.Request.UserAgent);
        Assert.Equal("Basic abc", call.Request.Headers["Authorization"]);
        Assert.Equal("HmacSHA256", call.Request.Headers["X-Connect-Request-Signature-Algorithm"]);
        Assert.Equal(Convert.ToBase64String(RequestSignatures.Sign("HmacSHA256", key, body)), call.Request.Headers["X-Connect-Authorization"]);
        call.Response.StatusCode = 409;
        call.Response.Close("{\"error_code\":409,\"message\":\"later\"}"u8.ToArray(), willBlock: false);

        var refused = await Assert.ThrowsAsync<RestRequestException>(() => sending);
        Assert.Equal((409, 409, "later"), (refused.Status, refused.ErrorCode, refused.Message));
    }

    [Fact]
    public async Task An_unreachable_worker_is_an_error_of_the_server()
    {
        using var client = new LeaderClient("HmacSHA256");
        var refused = await Assert.ThrowsAsync<RestRequestException>(() => client.SendAsync(
            HttpMethod.Get, $"http://127.0.0.1:{Ports.Free()}/", null, null, null, CancellationToken.None));
        Assert.Equal(500, refused.Status);
        Assert.StartsWith("IO Error trying to forward REST request: ", refused.Message);
    }
}

using ConnectNet.Runtime.Rest;

namespace ConnectNet.UnitTests.Runtime.Rest;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("", "*/*")]
    [InlineData("garbage", "garbage/*")]
    [InlineData("*", "*/*")]
    [InlineData("text/html;q=0.5, application/json;charset=X", "application/json;charset=X text/html")]
    [InlineData("APPLICATION/JSON;q=0", "application/json")]
    [InlineData("application/json;charset=\"u-t\"", "application/json;charset=u-t")]
    public void Accept_headers_are_read_as_Java_reads_them(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', MediaType.ParseAccept([header])!));

    [Theory]
    [InlineData("a/b/c")]
    [InlineData(";;")]
    public void Broken_accept_headers_are_recognised(string header) => Assert.Null(MediaType.ParseAccept([header]));

    [Theory]
    [InlineData("application/json;;", true)]
    [InlineData("application/*", true)]
    [InlineData("*/*", true)]
    [InlineData("text/json", false)]
    [InlineData("application/vnd.api+json", false)]
    public void Content_types_that_cover_JSON(string header, bool expected) =>
        Assert.Equal(expected, MediaType.ParseContentType(header)!.IsCompatible(MediaType.Json));

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("a b/c")]
    [InlineData("application/")]
    [InlineData("/json")]
    public void Broken_content_types_are_recognised(string header) => Assert.Null(MediaType.ParseContentType(header));
}

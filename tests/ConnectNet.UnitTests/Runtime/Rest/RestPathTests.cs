using ConnectNet.Runtime.Rest;

namespace ConnectNet.UnitTests.Runtime.Rest;

public sealed class RestPathTests
{
    [Theory]
    [InlineData("/", "")]
    [InlineData("/connectors/", "connectors|")]
    [InlineData("/connectors;a=b/x;c", "connectors|x")]
    [InlineData("/connectors/;", "connectors|")]
    [InlineData("/connectors/a%3Bb", "connectors|a;b")]
    [InlineData("/connectors/..", "connectors|..")]
    [InlineData("/connectors/a%2e", "connectors|a.")]
    [InlineData("/connectors/a+b?x=%zz", "connectors|a+b")]
    [InlineData("/connectors/%F0%9F%98%80#f", "connectors|\U0001F600")]
    [InlineData("http://host:1/connectors", "connectors")]
    public void Segments_are_decoded_and_nothing_is_normalised(string target, string expected)
    {
        var path = RestPath.Parse(target);

        Assert.Null(path.Refusal);
        Assert.Equal(expected, string.Join('|', path.Segments.Select(s => s.Text)));
    }

    [Theory]
    [InlineData("//", "Ambiguous URI empty segment")]
    [InlineData("/x//", "Ambiguous URI empty segment")]
    [InlineData("/;a/connectors", "Ambiguous URI empty segment")]
    [InlineData("/c/a%2Fb", "Ambiguous URI path separator")]
    [InlineData("/c/a%25b", "Ambiguous URI path encoding")]
    [InlineData("/c/%2e%2E", "Ambiguous URI path segment")]
    [InlineData("/c/..;a", "Ambiguous URI path parameter")]
    [InlineData("/c/%2e;a", "Ambiguous URI path segment, Ambiguous URI path parameter")]
    [InlineData("/c/a%u0041", "UTF-16 encoding")]
    [InlineData("/c/a%5Cb", "Suspicious Path Character")]
    [InlineData("/c/%7F", "Suspicious Path Character")]
    [InlineData("/c/%01", "Suspicious Path Character")]
    [InlineData("/c/a\\b", "Suspicious Path Character, Illegal Path Character")]
    [InlineData("/c/a[b]", "Illegal Path Character")]
    [InlineData("/c/a`b", "Illegal Path Character")]
    [InlineData("/c/%E4", "Bad UTF-8 encoding")]
    [InlineData("/c/%ED%A0%80", "Bad UTF-8 encoding")]
    [InlineData("/c/%", "Bad Request")]
    [InlineData("/c/%2", "Bad Request")]
    [InlineData("/c/%zz", "Bad Request")]
    [InlineData("/c/a%00b", "Bad Request")]
    [InlineData("/../x", "Bad Request")]
    [InlineData("/c/../..", "Bad Request")]
    [InlineData("?x", "Bad URI path")]
    [InlineData("*", "Bad URI path")]
    public void Refusals_carry_the_reason_of_Javas_server(string target, string reason) => Assert.Equal(reason, RestPath.Parse(target).Refusal);
}

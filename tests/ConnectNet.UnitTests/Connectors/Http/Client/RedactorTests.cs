using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("developer-token: abc, login-customer-id: 1", "developer-token: [hidden], login-customer-id: 1")]
    [InlineData("DeveloperToken: abc\nCustomerId: 1", "DeveloperToken: [hidden]\nCustomerId: 1")]
    [InlineData("Access-Token: abc", "Access-Token: [hidden]")]
    [InlineData("Authorization: Basic YWJj==", "Authorization: Basic [hidden]")]
    [InlineData("'Authorization':'Bearer abc'", "'Authorization':'Bearer [hidden]'")]
    [InlineData("client_secret=a%2Fb&x=1", "client_secret=[hidden]&x=1")]
    [InlineData("grant_type=refresh_token&refresh_token=abc&y", "grant_type=refresh_token&refresh_token=[hidden]&y")]
    [InlineData("""{"access_token":"a b","expires_in":3599}""", """{"access_token":"[hidden]","expires_in":3599}""")]
    [InlineData("""{ "refresh_token" : "a\"b,c" , "x":1}""", """{ "refresh_token" : "[hidden]" , "x":1}""")]
    [InlineData("""{"body":"{\"access_token\":\"abc\",\"x\":1}"}""", """{"body":"{\"access_token\":\"[hidden]\",\"x\":1}"}""")]
    [InlineData("""{"client_secret": 12345, "x": 1}""", """{"client_secret": [hidden], "x": 1}""")]
    [InlineData("{\"access_token\":\"cut off he", "{\"access_token\":\"[hidden]")]
    [InlineData("https://s/f.zip?sv=1&sig=abc%3D&se=2", "https://s/f.zip?sv=1&sig=[hidden]&se=2")]
    [InlineData("https://s/f?X-Goog-Signature=abc&X-Goog-Date=2", "https://s/f?X-Goog-Signature=[hidden]&X-Goog-Date=2")]
    [InlineData("app_id=1&secret=abc", "app_id=1&secret=[hidden]")]
    [InlineData("redirect=https%3A%2F%2Fh%3Faccess_token%3Dabc&x=1", "redirect=https%3A%2F%2Fh%3Faccess_token%3D[hidden]&x=1")]
    [InlineData("nextPageToken: abc, page_token=d", "nextPageToken: abc, page_token=d")]
    [InlineData("the refresh token was revoked", "the refresh token was revoked")]
    public void What_follows_the_name_of_a_credential_is_hidden(string text, string clean) => Assert.Equal(clean, new Redactor().Clean(text));

    [Theory]
    [InlineData("x s/e c\"ret y")]
    [InlineData("x s%2Fe%20c%22ret y")]
    [InlineData("x s%2Fe+c%22ret y")]
    [InlineData("x s/e c\\u0022ret y")]
    [InlineData("x cy9lIGMicmV0 y")]
    public void A_known_secret_is_hidden_in_every_form(string text) => Assert.Equal("x [hidden] y", new Redactor("s/e c\"ret").Clean(text));

    [Fact]
    public void Secrets_that_come_later_are_hidden_too_and_those_of_the_configuration_for_ever()
    {
        var redactor = new Redactor("given-1");
        redactor.Keep("given-2");
        foreach (var i in Enumerable.Range(100, 100))
        {
            redactor.Learn($"token-{i}");
        }

        Assert.Equal("[hidden] [hidden] [hidden]", redactor.Clean("given-1 given-2 token-199"));
        Assert.Equal("token-100", redactor.Clean("token-100"));
    }

    [Theory]
    [InlineData("access_token", true)]
    [InlineData("Authorization", true)]
    [InlineData("appsecret_proof", true)]
    [InlineData("after", false)]
    [InlineData("pageToken", false)]
    public void Names_of_credentials_are_known(string name, bool isSecret) => Assert.Equal(isSecret, Redactor.IsSecretName(name));
}

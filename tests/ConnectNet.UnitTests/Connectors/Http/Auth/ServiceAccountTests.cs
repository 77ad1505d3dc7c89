using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConnectNet.Connectors.Http.Auth;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

/// <summary>Google's service accounts: the key is checked without a server, and its statement is what the server gets.</summary>
public sealed class ServiceAccountTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private TokenServer _server = null!;

    public async Task InitializeAsync() => _server = await TokenServer.StartAsync();

    public async Task DisposeAsync()
    {
        _rsa.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user@example.org")]
    public async Task The_signed_statement_buys_a_token(string? subject)
    {
        var redactor = new Redactor();
        var key = ServiceAccountKey.Parse(KeyJson(), "service.account");
        using var credential = new OAuthCredential(
            new ServiceAccountGrant(key, "scope/1 scope/2", subject, new TokenKeys(), redactor, _clock), TokenPlacement.Bearer, _clock);
        using var pipeline = new ApiPipeline(_server.Url, new ApiDialect(redactor, _clock, credential), TimeSpan.FromSeconds(20));
        Assert.Null((await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure);

        var form = Assert.Single(_server.TokenCalls).Form;
        Assert.Equal(["grant_type", "assertion"], form.Keys);
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"].Split('.');
        Assert.True(_rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"k1"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = $$"""{"iss":"a@p.iam.example","scope":"scope/1 scope/2","aud":"{{_server.TokenUrl}}","iat":{{now}},"exp":{{now + 3600}}""";
        Assert.Equal(claims + (subject is null ? "}" : $",\"sub\":\"{subject}\"}}"), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    [Fact]
    public async Task A_refused_statement_names_the_key_and_the_clock()
    {
        var redactor = new Redactor();
        _server.Trouble = context => HttpServer.WriteAsync(context, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""", 400);
        using var grant = new ServiceAccountGrant(ServiceAccountKey.Parse(KeyJson(), "service.account"), "s", null, new TokenKeys(), redactor, _clock);
        var error = await Assert.ThrowsAsync<ApiFailureException>(() => grant.FetchAsync(default).AsTask());

        Assert.Equal(FailureClass.PermanentConnector, error.Failure.Class);
        Assert.EndsWith(
            "invalid_grant (Invalid JWT Signature.). Check that the key in oauth.service.account has not been deleted, and the clock of this machine.", error.Failure.Message);
    }

    [Theory]
    [InlineData("type", "authorized_user", "is not one of a service account")]
    [InlineData("client_email", null, "has no text in 'client_email'")]
    [InlineData("private_key_id", "", "has no text in 'private_key_id'")]
    [InlineData("private_key", "-----BEGIN PRIVATE KEY-----\\nMIIE", "has a 'private_key' that is no private RSA key in PEM")]
    [InlineData("token_uri", "ftp://x", "has a 'token_uri' that is no address")]
    public void A_key_that_cannot_be_used_is_refused_by_member(string member, string? value, string problem)
    {
        var error = Assert.Throws<FormatException>(() => ServiceAccountKey.Parse(KeyJson((member, value)), "service.account"));

        Assert.StartsWith("The key in service.account " + problem, error.Message);
        Assert.EndsWith("put it unchanged into service.account.", error.Message);
    }

    [Theory]
    [InlineData("/etc/key.json", "is not JSON")]
    [InlineData("[]", "has no text in 'type'")]
    public void What_is_no_key_at_all_is_refused(string json, string problem) =>
        Assert.StartsWith("The key in k " + problem, Assert.Throws<FormatException>(() => ServiceAccountKey.Parse(json, "k")).Message);

    private string KeyJson(params (string Member, string? Value)[] changes)
    {
        var key = new Dictionary<string, string?>
        {
            ["type"] = "service_account",
            ["client_email"] = "a@p.iam.example",
            ["private_key_id"] = "k1",
            ["private_key"] = _rsa.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = _server.TokenUrl.AbsoluteUri,
        };
        foreach (var (member, value) in changes)
        {
            key[member] = value;
        }

        return JsonSerializer.Serialize(key);
    }
}

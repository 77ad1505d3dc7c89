using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Where OAUTHBEARER tokens come from: an OAuth token endpoint (client credentials), a file, or an unsecured token made here for
/// development. Each connection asks anew. Thread-safe; holds secrets.
/// </summary>
internal sealed class OAuthTokens
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private readonly Func<CancellationToken, Task<string>> _get;

    private OAuthTokens(Func<CancellationToken, Task<string>> get, IReadOnlyDictionary<string, string> extensions)
    {
        _get = get;
        Extensions = extensions;
    }

    /// <summary>SASL extensions to send with the token.</summary>
    public IReadOnlyDictionary<string, string> Extensions { get; }

    /// <summary>Reads Java's keys: <c>sasl.oauthbearer.token.endpoint.url</c> with the JAAS options of the login module.</summary>
    public static OAuthTokens Create(IReadOnlyDictionary<string, string?> properties, IReadOnlyDictionary<string, string> jaas)
    {
        var extensions = jaas.Where(option => option.Key.StartsWith("extension_", StringComparison.Ordinal))
            .ToDictionary(option => option.Key["extension_".Length..], option => option.Value);
        if (properties.GetValueOrDefault("sasl.oauthbearer.token.endpoint.url") is { Length: > 0 } url)
        {
            var endpoint = new Uri(url);
            if (endpoint.IsFile)
            {
                return new OAuthTokens(
                    _ => Task.FromResult(TextFile.ReadUtf8(endpoint.LocalPath).Trim()), extensions);
            }

            var id = jaas.GetValueOrDefault("clientId") ?? properties.GetValueOrDefault("sasl.oauthbearer.client.credentials.client.id");
            var secret = jaas.GetValueOrDefault("clientSecret")
                ?? properties.GetValueOrDefault("sasl.oauthbearer.client.credentials.client.secret");
            var scope = jaas.GetValueOrDefault("scope") ?? properties.GetValueOrDefault("sasl.oauthbearer.scope");
            if (id is null || secret is null)
            {
                throw new ConfigException("sasl.jaas.config lacks the options 'clientId' and 'clientSecret' for sasl.oauthbearer.token.endpoint.url");
            }

            return new OAuthTokens(ct => FetchAsync(endpoint, id, secret, scope, ct), extensions);
        }

        if (jaas.GetValueOrDefault("unsecuredLoginStringClaim_sub") is { } subject)
        {
            return new OAuthTokens(_ => Task.FromResult(Unsecured(subject)), extensions);
        }

        throw new ConfigException(
            "sasl.mechanism=OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url, or unsecuredLoginStringClaim_sub in sasl.jaas.config");
    }

    public Task<string> GetAsync(CancellationToken cancellationToken) => _get(cancellationToken);

    private static async Task<string> FetchAsync(Uri endpoint, string id, string secret, string? scope, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(id + ":" + secret)));
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (!string.IsNullOrEmpty(scope))
        {
            form["scope"] = scope;
        }

        request.Content = new FormUrlEncodedContent(form);
        using var response = await Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new IOException("The token endpoint " + endpoint + " answered " + (int)response.StatusCode + ".");
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
        return document.RootElement.TryGetProperty("access_token", out var token) && token.GetString() is { Length: > 0 } text
            ? text
            : throw new IOException("The token endpoint " + endpoint + " answered without an access_token.");
    }

    private static string Unsecured(string subject)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = JsonSerializer.Serialize(new Dictionary<string, object> { ["sub"] = subject, ["iat"] = now, ["exp"] = now + 3600 });
        return Base64Url("{\"alg\":\"none\"}") + "." + Base64Url(claims) + ".";
    }

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

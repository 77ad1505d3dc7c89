using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// The key of a Google service account, as downloaded. It signs with the platform's RSA: Google's own library would bring Newtonsoft.Json
/// and four more assemblies into every plug-in that stands on this one, for one signed text an hour. Immutable.
/// </summary>
internal sealed class ServiceAccountKey
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly string _keyId;
    private readonly string _pem;

    private ServiceAccountKey(string email, string keyId, string pem, Uri tokenUrl)
    {
        Email = email;
        _keyId = keyId;
        _pem = pem;
        TokenUrl = tokenUrl;
    }

    public string Email { get; }

    public Uri TokenUrl { get; }

    /// <summary>Reads and checks the key without asking a server.</summary>
    /// <param name="json">The key's JSON.</param>
    /// <param name="key">The setting that it comes from, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; names the member, and shows nothing of the key.</exception>
    public static ServiceAccountKey Parse(string json, string key)
    {
        var cure = $"Download the key of the service account again (Google Cloud console, Keys, JSON) and put it unchanged into {key}.";
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            throw new FormatException($"The key in {key} is not JSON. {cure}");
        }

        using (document)
        {
            string Member(string name) => document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
                    ? text : throw new FormatException($"The key in {key} has no text in '{name}'. {cure}");

            if (Member("type") != "service_account")
            {
                throw new FormatException($"The key in {key} is not one of a service account ('type' must be service_account). {cure}");
            }

            var pem = Member("private_key");
            CheckPem(pem, key, cure);
            return Uri.TryCreate(Member("token_uri"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
                ? new ServiceAccountKey(Member("client_email"), Member("private_key_id"), pem, url)
                : throw new FormatException($"The key in {key} has a 'token_uri' that is no address. {cure}");
        }
    }

    /// <summary>The signed statement that the account asks for a token.</summary>
    /// <param name="scope">What the token is for; several with spaces between.</param>
    /// <param name="subject">The user in whose name the account acts, where the domain allows it; null for its own.</param>
    /// <param name="now">The time.</param>
    public string Assertion(string scope, string? subject, DateTimeOffset now)
    {
        var claims = new OrderedDictionary<string, object>
        {
            ["iss"] = Email,
            ["scope"] = scope,
            ["aud"] = TokenUrl.AbsoluteUri,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        var header = new OrderedDictionary<string, string> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = _keyId };
        var text = $"{Part(header)}.{Part(claims)}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_pem);
        return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>Makes the private key known to a redactor.</summary>
    public void HideIn(Redactor redactor) => redactor.Keep(_pem);

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static void CheckPem(string pem, string key, string cure)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            rsa.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            throw new FormatException($"The key in {key} has a 'private_key' that is no private RSA key in PEM (its line ends are written \\n, not \\\\n). {cure}");
        }
    }
}

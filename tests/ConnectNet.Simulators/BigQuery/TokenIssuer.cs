using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// The OAuth side: one service account with its key file, access tokens for JWTs that it signed, and the check of a bearer token.
/// Thread-safe.
/// </summary>
internal sealed class TokenIssuer(BigQueryStandInOptions options)
{
    // Some of Google's libraries name this audience whatever the key file's token_uri says.
    private const string GoogleAudience = "https://oauth2.googleapis.com/token";
    private const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    // Making keys takes longer than most tests: all stand-ins of a process share one.
    private static readonly RSA Key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, DateTimeOffset> expiries = new();
    private int issued;

    public string ClientEmail => $"connect@{options.Project}.iam.gserviceaccount.com";

    public string TokenUri { get; set; } = "";

    /// <summary>Tokens handed out over the token endpoint.</summary>
    public int Issued => issued;

    public string KeyFile() => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = options.Project,
        ["private_key_id"] = "standin-key",
        ["private_key"] = Key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = ClientEmail,
        ["client_id"] = "100000000000000000001",
        ["token_uri"] = TokenUri,
    });

    public string Issue()
    {
        var token = "standin." + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        expiries[token] = options.Time.GetUtcNow() + options.TokenLifetime;
        return token;
    }

    public void RevokeAll() => expiries.Clear();

    public bool IsValid(string? authorization)
    {
        if (!options.RequireToken)
        {
            return true;
        }
        const string scheme = "Bearer ";
        return authorization is not null && authorization.StartsWith(scheme, StringComparison.Ordinal)
            && expiries.TryGetValue(authorization[scheme.Length..], out var expiry) && expiry > options.Time.GetUtcNow();
    }

    public async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["grant_type"] != GrantType)
        {
            return Refuse("unsupported_grant_type", "Invalid grant_type: " + form["grant_type"]);
        }
        if (Problem(form["assertion"].ToString()) is { } problem)
        {
            return Refuse("invalid_grant", problem);
        }
        Interlocked.Increment(ref issued);
        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = Issue(),
            ["expires_in"] = (int)options.TokenLifetime.TotalSeconds,
            ["token_type"] = "Bearer",
        });
    }

    private string? Problem(string assertion)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3)
        {
            return "Invalid JWT";
        }
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!Key.VerifyData(signed, Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return "Invalid JWT Signature.";
        }
        using var claims = JsonDocument.Parse(Decode(parts[1]));
        var root = claims.RootElement;
        var now = options.Time.GetUtcNow().ToUnixTimeSeconds();
        return root.GetProperty("iss").GetString() != ClientEmail ? "Invalid issuer: Not a valid account."
            : root.GetProperty("aud").GetString() is var audience && audience != TokenUri && audience != GoogleAudience ? "Invalid JWT: Failed audience check."
            : root.GetProperty("exp").GetInt64() <= now ? "Invalid JWT: Token must be a short-lived token."
            : !root.TryGetProperty("scope", out var scope) || scope.GetString()!.Length == 0 ? "Missing required parameter: scope"
            : null;
    }

    private static byte[] Decode(string base64Url)
    {
        var text = base64Url.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private static IResult Refuse(string error, string description) =>
        Results.Json(new { error, error_description = description }, statusCode: 400);
}

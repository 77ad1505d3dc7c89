using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

/// <summary>
/// A token server and the API that its tokens are for, both strict: only the newest refresh token is taken where they rotate, and only
/// access tokens that were handed out and not revoked.
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly HttpServer _server;
    private readonly HashSet<string> _valid = [];
    private int _tokens;

    private TokenServer(HttpServer server)
    {
        _server = server;
        server.Answer = (context, _) => context.Request.Path == "/token" ? AnswerTokenAsync(context) : AnswerApiAsync(context);
    }

    public Uri Url => _server.Url;

    public Uri TokenUrl => new(Url, "token");

    public bool Rotates { get; init; }

    /// <summary>The only refresh token that is taken.</summary>
    public string RefreshToken { get; set; } = "refresh-0";

    public object? Life { get; set; } = 3600;

    /// <summary>Answers in place of a token.</summary>
    public Func<HttpContext, Task>? Trouble { get; set; }

    public List<SeenCall> TokenCalls => [.. _server.Seen.Where(call => call.Target.StartsWith("/token", StringComparison.Ordinal))];

    public List<SeenCall> ApiCalls => [.. _server.Seen.Where(call => !call.Target.StartsWith("/token", StringComparison.Ordinal))];

    public static async Task<TokenServer> StartAsync(bool rotates = false) => new(await HttpServer.StartAsync()) { Rotates = rotates };

    /// <summary>Access tokens handed out so far are worth nothing any more.</summary>
    public void Revoke()
    {
        lock (_valid)
        {
            _valid.Clear();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerTokenAsync(HttpContext context)
    {
        if (Trouble is { } trouble)
        {
            return trouble(context);
        }

        lock (_valid)
        {
            var call = _server.Seen.Last(seen => seen.Target.StartsWith("/token", StringComparison.Ordinal));
            var isRefresh = call.Form["grant_type"] == "refresh_token";
            if (isRefresh && call.Form["refresh_token"] != RefreshToken)
            {
                return HttpServer.WriteAsync(context, $$"""{"error":"invalid_grant","error_description":"{{call.Form["refresh_token"]}} was revoked"}""", 400);
            }

            var token = $"access-{++_tokens}";
            _valid.Add(token);
            RefreshToken = isRefresh && Rotates ? $"refresh-{_tokens}" : RefreshToken;
            var answer = new Dictionary<string, object?> { ["access_token"] = token, ["token_type"] = "Bearer" };
            if (Life is not null)
            {
                answer["expires_in"] = Life;
            }

            if (isRefresh && Rotates)
            {
                answer["refresh_token"] = RefreshToken;
                answer["refresh_token_expires_in"] = 31_536_000;
            }

            return HttpServer.WriteAsync(context, System.Text.Json.JsonSerializer.Serialize(answer));
        }
    }

    private Task AnswerApiAsync(HttpContext context)
    {
        lock (_valid)
        {
            var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
            return HttpServer.WriteAsync(context, "{}", _valid.Contains(token) ? 200 : 401);
        }
    }
}

using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// What a token server's answers mean. Whatever it refuses stays refused until somebody changes the configuration, and whatever keeps it
/// from answering passes: a token that cannot be fetched now is no reason to fail. Immutable.
/// </summary>
internal sealed class TokenDialect(TokenSettings settings, string grantCure, Redactor redactor, TimeProvider clock) : ApiDialect(redactor, clock)
{
    public override ApiFailure? Classify(ApiRequest request, ApiResponse response)
    {
        if (response.IsSuccess && TokenAnswer.Read(response) is not null)
        {
            return null;
        }

        var (code, description) = ErrorOf(response);
        var reason = (code ?? response.TransportError ?? "HTTP " + response.Status) + (description is null ? "" : $" ({description})");
        var message = Redactor.Clean($"No token from {settings.Url.GetLeftPart(UriPartial.Path)}: {reason}");
        if (response.Status == 429 || (response.Status == 503 && RetryAfter(response) is not null))
        {
            return new ApiFailure(FailureClass.Throttled, message) { IsAppWide = true, Wait = RetryAfter(response) };
        }

        return code switch
        {
            "slow_down" or "rate_limit_exceeded" => new ApiFailure(FailureClass.Throttled, message) { IsAppWide = true, Wait = RetryAfter(response) },
            "temporarily_unavailable" or "server_error" or "internal_failure" => new ApiFailure(FailureClass.Transient, message),
            _ when response.Status is 0 or 408 or >= 500 => new ApiFailure(FailureClass.Transient, message),
            _ => new ApiFailure(FailureClass.PermanentConnector, $"{message}. {CureOf(code, response)}"),
        };
    }

    /// <summary>Whether the grant itself was refused: its refresh token or assertion is no longer good.</summary>
    public static bool IsRefusedGrant(ApiResponse response) =>
        response.Status is >= 200 and < 500 and not 429 && ErrorOf(response).Code is "invalid_grant" or "bad_refresh_token";

    private string CureOf(string? code, ApiResponse response) => code switch
    {
        "invalid_grant" or "bad_refresh_token" => grantCure,
        "invalid_client" or "unauthorized_client" => $"Check {settings.Keys.ClientId} and {settings.Keys.ClientSecret}: they belong together, and may be used for this grant.",
        "invalid_scope" => $"Check {settings.Keys.Scope}.",
        null when response.IsSuccess => $"The answer holds no access_token. Check {settings.Keys.TokenUrl}.",
        _ => $"Check {settings.Keys.TokenUrl}, {settings.Keys.ClientId} and {settings.Keys.ClientSecret}.",
    };

    // Most servers write the error as text, Google's front also as an object.
    private static (string? Code, string? Description) ErrorOf(ApiResponse response)
    {
        using var json = response.Json();
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("error", out var error))
        {
            return (null, null);
        }

        return error.ValueKind == JsonValueKind.Object
            ? (Text(error, "status") ?? Text(error, "code"), Text(error, "message"))
            : (error.ValueKind == JsonValueKind.String ? error.GetString() : null, Text(root, "error_description"));
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}

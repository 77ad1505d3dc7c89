using System.Globalization;
using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>What a token server has handed out. Immutable.</summary>
internal sealed record TokenAnswer(string AccessToken)
{
    public TimeSpan? Life { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Some servers say when the refresh token itself runs out, and do not extend it.</summary>
    public TimeSpan? RefreshTokenLife { get; init; }

    /// <returns>Null when the answer holds no access token.</returns>
    public static TokenAnswer? Read(ApiResponse response)
    {
        using var json = response.Json();
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || root.Text("access_token") is not { Length: > 0 } token)
        {
            return null;
        }

        return new TokenAnswer(token)
        {
            Life = Seconds(root, "expires_in"),
            RefreshToken = root.Text("refresh_token") is { Length: > 0 } refresh ? refresh : null,
            RefreshTokenLife = Seconds(root, "refresh_token_expires_in"),
        };
    }

    // Some servers write the number as text.
    private static TimeSpan? Seconds(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            return null;
        }

        return double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e10
            ? TimeSpan.FromSeconds(seconds) : null;
    }
}

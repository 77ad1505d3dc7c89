namespace ConnectNet.Connectors.Http.Auth;

/// <summary>An access token. Immutable.</summary>
/// <param name="Value">The token.</param>
/// <param name="RenewAt">From then on a new one is fetched.</param>
/// <param name="ExpiresAt">From then on it is useless.</param>
internal sealed record AccessToken(string Value, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    private const double UsedPart = 0.8;

    /// <param name="value">The token.</param>
    /// <param name="life">What the server says; null when it says nothing, and the token is used until it is refused.</param>
    /// <param name="now">When it was handed out.</param>
    public static AccessToken Of(string value, TimeSpan? life, DateTimeOffset now) => life is { } time
        ? new(value, now + (time * UsedPart), now + time)
        : new(value, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
}

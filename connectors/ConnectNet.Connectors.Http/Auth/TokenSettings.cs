namespace ConnectNet.Connectors.Http.Auth;

/// <summary>The names of the settings, for messages. Immutable.</summary>
internal sealed record TokenKeys
{
    public string TokenUrl { get; init; } = "oauth.token.url";

    public string ClientId { get; init; } = "oauth.client.id";

    public string ClientSecret { get; init; } = "oauth.client.secret";

    public string RefreshToken { get; init; } = "oauth.refresh.token";

    public string Scope { get; init; } = "oauth.scope";

    public string Store { get; init; } = "oauth.token.store";

    public string StoreFile { get; init; } = "oauth.token.file";

    public string ServiceAccount { get; init; } = "oauth.service.account";
}

/// <summary>How a token server is asked. Immutable.</summary>
internal sealed record TokenSettings(Uri Url)
{
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>Id and secret go in a header; otherwise in the body.</summary>
    public bool UsesBasic { get; init; }

    public string? Scope { get; init; }

    /// <summary>What this server wants besides.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public TokenKeys Keys { get; init; } = new();
}

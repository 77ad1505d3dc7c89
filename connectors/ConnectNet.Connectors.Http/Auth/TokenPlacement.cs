using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Where an API wants its token. Immutable.</summary>
internal abstract record TokenPlacement
{
    private static readonly HttpRequestOptionsKey<string> UsedToken = new("ConnectNet.Token");

    private TokenPlacement()
    {
    }

    /// <summary>The header <c>Authorization: Bearer</c>.</summary>
    public static TokenPlacement Bearer { get; } = new InHeader("Authorization", "Bearer ");

    /// <summary>The token that was put on a message; null when none was.</summary>
    public static string? TokenOf(HttpRequestMessage message) => message.Options.TryGetValue(UsedToken, out var token) ? token : null;

    /// <exception cref="ApiFailureException">The token cannot be sent in this place.</exception>
    public void Apply(HttpRequestMessage message, string token)
    {
        Put(message, token);
        message.Options.Set(UsedToken, token);
    }

    protected abstract void Put(HttpRequestMessage message, string token);

    /// <summary>A header, such as TikTok's <c>Access-Token</c>.</summary>
    public sealed record InHeader(string Name, string Prefix = "") : TokenPlacement
    {
        protected override void Put(HttpRequestMessage message, string token)
        {
            message.Headers.Remove(Name);
            if (token.Any(char.IsControl) || !message.Headers.TryAddWithoutValidation(Name, Prefix + token))
            {
                throw new ApiFailureException(
                    new ApiFailure(FailureClass.PermanentConnector, $"The token cannot be sent in the header {Name}: a line break, or another sign that no header may hold, is in it."),
                    null);
            }
        }
    }

    /// <summary>A parameter of the query; a last resort, for URLs end up in logs of others.</summary>
    public sealed record InQuery(string Name) : TokenPlacement
    {
        protected override void Put(HttpRequestMessage message, string token) =>
            message.RequestUri = ApiMessages.WithQuery(message.RequestUri!, [new(Name, token)]);
    }
}

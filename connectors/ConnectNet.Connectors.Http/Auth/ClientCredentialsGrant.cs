using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Tokens for the client itself.</summary>
internal sealed class ClientCredentialsGrant : ITokenGrant
{
    private readonly TimeProvider _clock;
    private readonly TokenEndpoint _endpoint;

    public ClientCredentialsGrant(TokenSettings settings, Redactor redactor, TimeProvider clock)
    {
        _clock = clock;
        Cure = $"Check that the client of {settings.Keys.ClientId} may read this, and {settings.Keys.Scope}.";
        _endpoint = new TokenEndpoint(settings, Cure, redactor, clock);
    }

    public string Cure { get; }

    public bool MustFinish => false;

    public async ValueTask<AccessToken> FetchAsync(CancellationToken cancellationToken)
    {
        var (answer, refusal) = await _endpoint.AskAsync([new("grant_type", "client_credentials")], cancellationToken).ConfigureAwait(false);
        return answer is null
            ? throw new ApiFailureException(refusal!, null) : AccessToken.Of(answer.AccessToken, answer.Life, _clock.GetUtcNow());
    }

    public void Dispose() => _endpoint.Dispose();
}

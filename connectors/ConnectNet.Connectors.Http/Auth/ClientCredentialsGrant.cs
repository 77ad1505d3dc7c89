using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Tokens for the client itself.</summary>
internal sealed class ClientCredentialsGrant : ITokenGrant
{
    private readonly TokenEndpoint _endpoint;

    public ClientCredentialsGrant(TokenSettings settings, Redactor redactor, TimeProvider clock)
    {
        Cure = $"Check that the client of {settings.Keys.ClientId} may read this, and {settings.Keys.Scope}.";
        _endpoint = new TokenEndpoint(settings, Cure, redactor, clock);
    }

    public string Cure { get; }

    public bool MustFinish => false;

    public ValueTask<AccessToken> FetchAsync(CancellationToken cancellationToken) =>
        _endpoint.FetchAsync([new("grant_type", "client_credentials")], cancellationToken);

    public void Dispose() => _endpoint.Dispose();
}

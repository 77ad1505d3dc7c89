using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Access tokens that are fetched and renewed. Several pipelines may share one. Owns the grant. Thread safe.</summary>
internal sealed class OAuthCredential(ITokenGrant grant, TokenPlacement placement, TimeProvider clock) : ICredential, IDisposable
{
    private readonly AccessTokens _tokens = new(grant, clock);

    public string Cure => grant.Cure;

    public async ValueTask ApplyAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        placement.Apply(message, await _tokens.GetAsync(cancellationToken).ConfigureAwait(false));

    public async ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken)
    {
        await _tokens.RenewAsync(TokenPlacement.TokenOf(refused), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void Dispose() => _tokens.Dispose();
}

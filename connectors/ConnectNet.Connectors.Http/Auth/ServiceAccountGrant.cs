using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Tokens for a Google service account, by a signed statement.</summary>
internal sealed class ServiceAccountGrant : ITokenGrant
{
    private readonly ServiceAccountKey _key;
    private readonly string _scope;
    private readonly string? _subject;
    private readonly TimeProvider _clock;
    private readonly TokenEndpoint _endpoint;

    /// <param name="key">The account's key.</param>
    /// <param name="scope">What the tokens are for; several with spaces between.</param>
    /// <param name="subject">The user in whose name the account acts; null for its own.</param>
    /// <param name="keys">Names of the settings.</param>
    /// <param name="redactor">Is told of the secrets.</param>
    /// <param name="clock">The time.</param>
    public ServiceAccountGrant(ServiceAccountKey key, string scope, string? subject, TokenKeys keys, Redactor redactor, TimeProvider clock)
    {
        _key = key;
        _scope = scope;
        _subject = subject;
        _clock = clock;
        Cure = $"Give the service account {key.Email} the right to read this.";
        key.HideIn(redactor);
        _endpoint = new TokenEndpoint(
            new TokenSettings(key.TokenUrl) { Keys = keys },
            $"Check that the key in {keys.ServiceAccount} has not been deleted, and the clock of this machine.",
            redactor,
            clock);
    }

    public string Cure { get; }

    public bool MustFinish => false;

    public ValueTask<AccessToken> FetchAsync(CancellationToken cancellationToken) => _endpoint.FetchAsync(
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            new("assertion", _key.Assertion(_scope, _subject, _clock.GetUtcNow())),
        ],
        cancellationToken);

    public void Dispose() => _endpoint.Dispose();
}

using System.Text;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Asks a token server. Owns its connections. Thread safe.</summary>
internal sealed class TokenEndpoint : IDisposable
{
    private readonly TokenSettings _settings;
    private readonly Redactor _redactor;
    private readonly TimeProvider _clock;
    private readonly ApiPipeline _pipeline;

    /// <param name="settings">How it is asked.</param>
    /// <param name="grantCure">What to do when it refuses the grant.</param>
    /// <param name="redactor">Is told what the server hands out.</param>
    /// <param name="clock">The time.</param>
    public TokenEndpoint(TokenSettings settings, string grantCure, Redactor redactor, TimeProvider clock)
    {
        _settings = settings;
        _redactor = redactor;
        _clock = clock;
        redactor.Keep(settings.ClientSecret);
        _pipeline = new ApiPipeline(new Uri(settings.Url.GetLeftPart(UriPartial.Authority)), new TokenDialect(settings, grantCure, redactor, clock), settings.Timeout);
    }

    /// <param name="grant">The grant's own parameters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, or the failure when the grant was refused and there may be another.</returns>
    /// <exception cref="ApiFailureException">Any other failure.</exception>
    public async ValueTask<(TokenAnswer? Answer, ApiFailure? Refusal)> AskAsync(
        IReadOnlyList<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        var request = ApiRequest.Elsewhere(HttpMethod.Post, _settings.Url) with
        {
            Parameters = [.. grant, .. Client(), .. Scope(), .. _settings.Extra],
            Headers = [new("Accept", "application/json"), .. Basic()],
        };
        var result = await _pipeline.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } failure)
        {
            return TokenDialect.IsRefusedGrant(result.Response) ? (null, failure) : throw new ApiFailureException(failure, null);
        }

        var answer = TokenAnswer.Read(result.Response)!;
        _redactor.Learn(answer.AccessToken);
        _redactor.Learn(answer.RefreshToken);
        return (answer, null);
    }

    /// <summary>Asks for a grant that is the only one.</summary>
    /// <exception cref="ApiFailureException">There is no token.</exception>
    public async ValueTask<AccessToken> FetchAsync(IReadOnlyList<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        var (answer, refusal) = await AskAsync(grant, cancellationToken).ConfigureAwait(false);
        return answer is null
            ? throw new ApiFailureException(refusal!, null) : AccessToken.Of(answer.AccessToken, answer.Life, _clock.GetUtcNow());
    }

    public void Dispose() => _pipeline.Dispose();

    private IEnumerable<KeyValuePair<string, string>> Client()
    {
        if (_settings is { UsesBasic: false, ClientId: { } id })
        {
            yield return new("client_id", id);
            if (_settings.ClientSecret is { Length: > 0 } secret)
            {
                yield return new("client_secret", secret);
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Scope() => _settings.Scope is { Length: > 0 } scope ? [new("scope", scope)] : [];

    private IEnumerable<KeyValuePair<string, string>> Basic()
    {
        if (_settings is { UsesBasic: true, ClientId: { } id })
        {
            var pair = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(_settings.ClientSecret ?? "")}";
            yield return new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
    }
}

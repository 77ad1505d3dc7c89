using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Access tokens for a refresh token. Where the server hands out a new refresh token each time, the access token that came with it is used
/// only once the new one is safe: until then the old one is what a restart finds, and most servers take it until the new one is used.
/// </summary>
internal sealed class RefreshTokenGrant : ITokenGrant
{
    private static readonly TimeSpan SafeWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SaveWait = TimeSpan.FromSeconds(10);

    private readonly string _configured;
    private readonly IRefreshTokenStore _store;
    private readonly TimeProvider _clock;
    private readonly TokenEndpoint _endpoint;
    private Pending? _pending;

    public RefreshTokenGrant(TokenSettings settings, string refreshToken, IRefreshTokenStore store, Redactor redactor, TimeProvider clock)
    {
        _configured = refreshToken;
        _store = store;
        _clock = clock;
        Cure = $"Check that the user whose refresh token is in {settings.Keys.RefreshToken} may read this.";
        redactor.Keep(refreshToken);
        _endpoint = new TokenEndpoint(
            settings,
            $"The refresh token has expired, or was revoked or replaced: let the user sign in again, and put the new one into {settings.Keys.RefreshToken}.",
            redactor,
            clock);
    }

    public string Cure { get; }

    public bool MustFinish => _store.IsDurable;

    /// <summary>When the refresh token runs out, if the server says so; somebody has to sign in again before.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; private set; }

    public async ValueTask<AccessToken> FetchAsync(CancellationToken cancellationToken)
    {
        if (_pending is { IsSaved: true })
        {
            var settled = await SettleAsync(cancellationToken).ConfigureAwait(false);
            if (_clock.GetUtcNow() < settled.RenewAt)
            {
                return settled;
            }
        }

        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_pending is not null)
        {
            return await SettleAsync(cancellationToken).ConfigureAwait(false);
        }

        var (answer, used) = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var now = _clock.GetUtcNow();
        RefreshTokenExpiresAt = answer.RefreshTokenLife is { } life ? now + life : RefreshTokenExpiresAt;
        var token = AccessToken.Of(answer.AccessToken, answer.Life, now);
        if (answer.RefreshToken is not { } next || next == used)
        {
            return token;
        }

        _pending = new Pending(token, next);
        return await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _endpoint.Dispose();

    private async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _store.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiFailureException error) when (_pending is not null)
        {
            throw NotSaved(error);
        }
    }

    // A token that was saved by another task after this one was refused, or the configured one, may be good yet.
    private async ValueTask<(TokenAnswer Answer, string Used)> RefreshAsync(CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        ApiFailure? refusal = null;
        while (true)
        {
            var stored = await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
            var token = stored is not null && !tried.Contains(stored) ? stored : _configured;
            if (tried.Contains(token))
            {
                throw new ApiFailureException(_store.Hint is { } hint ? refusal! with { Message = $"{refusal.Message} {hint}" } : refusal!, null);
            }

            tried.Add(token);
            (var answer, refusal) = await _endpoint.AskAsync(
                [new("grant_type", "refresh_token"), new("refresh_token", token)], cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return (answer, token);
            }
        }
    }

    /// <summary>Brings the new refresh token to safety.</summary>
    /// <returns>The access token that may be used now.</returns>
    private async ValueTask<AccessToken> SettleAsync(CancellationToken cancellationToken)
    {
        var pending = _pending!;
        bool isSafe;
        try
        {
            isSafe = pending.IsSaved
                ? await _store.IsSafeAsync(cancellationToken).ConfigureAwait(false)
                : await _store.SaveAsync(pending.RefreshToken, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiFailureException error) when (!pending.IsSaved)
        {
            throw NotSaved(error);
        }

        _pending = isSafe ? null : pending with { IsSaved = true };
        return isSafe ? pending.Token : throw Waiting("The new refresh token is being saved", SafeWait);
    }

    // Failing for good would lose the only token that is still good.
    private static ApiFailureException NotSaved(ApiFailureException error) => Waiting(
        $"{error.Failure.Message} The new refresh token is only in memory: do not stop the worker before this is cured", SaveWait);

    private static ApiFailureException Waiting(string message, TimeSpan wait) =>
        new(new ApiFailure(FailureClass.Throttled, message) { IsAppWide = true, Wait = wait }, null);

    private sealed record Pending(AccessToken Token, string RefreshToken)
    {
        public bool IsSaved { get; init; }
    }
}

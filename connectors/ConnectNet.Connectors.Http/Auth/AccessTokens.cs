using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Keeps the access token at hand and fetches the next one, one fetch at a time whoever asks. A token that is still good is used while
/// the token server has passing trouble. Owns the grant. Thread safe.
/// </summary>
internal sealed class AccessTokens(ITokenGrant grant, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private AccessToken? _current;
    private Task<AccessToken>? _running;
    private DateTimeOffset _retryAt;

    /// <exception cref="ApiFailureException">There is no token.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        AccessToken? current;
        Task<AccessToken> fetch;
        lock (_lock)
        {
            current = _current;
            var now = clock.GetUtcNow();
            if (current is not null && (now < current.RenewAt || (now < current.ExpiresAt && now < _retryAt)))
            {
                return current.Value;
            }

            fetch = Fetch();
        }

        try
        {
            return (await WaitAsync(fetch, cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (ApiFailureException error) when (current is not null
            && error.Failure.Class is FailureClass.Transient or FailureClass.Throttled && clock.GetUtcNow() < current.ExpiresAt)
        {
            lock (_lock)
            {
                _retryAt = clock.GetUtcNow() + RetryAfter;
            }

            return current.Value;
        }
    }

    /// <summary>Fetches a token in place of one that was refused, unless that has happened already.</summary>
    /// <exception cref="ApiFailureException">There is no other.</exception>
    public async ValueTask RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        Task<AccessToken> fetch;
        lock (_lock)
        {
            if (_current is { } current && refused is not null && current.Value != refused)
            {
                return;
            }

            _current = null;
            fetch = Fetch();
        }

        await WaitAsync(fetch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a fetch that must finish do so.</summary>
    public void Dispose()
    {
        Task? running;
        lock (_lock)
        {
            running = _running;
        }

        if (!grant.MustFinish)
        {
            _stop.Cancel();
        }

        if (running is { IsCompleted: false })
        {
            running.ContinueWith(_ => grant.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }

        grant.Dispose();
        _stop.Dispose();
    }

    // Held by the lock. The fetch belongs to all who wait for it, so that none of them may cancel it.
    private Task<AccessToken> Fetch()
    {
        if (_running is not { IsCompleted: false })
        {
            _running = Task.Run(FetchAsync);
        }

        return _running;
    }

    private async Task<AccessToken> FetchAsync()
    {
        var token = await grant.FetchAsync(grant.MustFinish ? CancellationToken.None : _stop.Token).ConfigureAwait(false);
        lock (_lock)
        {
            _current = token;
        }

        return token;
    }

    private Task<AccessToken> WaitAsync(Task<AccessToken> fetch, CancellationToken cancellationToken) =>
        grant.MustFinish ? fetch : fetch.WaitAsync(cancellationToken);
}

using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Keeps the refresh token that a server has handed out in place of the one before, over restarts. Belongs to one grant. Failures come as
/// <see cref="ApiFailureException"/>.
/// </summary>
internal interface IRefreshTokenStore
{
    /// <summary>Whether what is saved outlives the process: then a refresh that has begun is waited for.</summary>
    bool IsDurable { get; }

    /// <summary>What is to be said beside a refusal of the token; null for nothing.</summary>
    string? Hint { get; }

    /// <summary>Begins a turn, in which nobody else with this store refreshes, and makes sure that saving will be possible.</summary>
    ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken);

    /// <summary>The newest token that was saved; null when there is none that follows from the configured one.</summary>
    ValueTask<string?> LoadAsync(CancellationToken cancellationToken);

    /// <returns>Whether it is safe already; otherwise <see cref="IsSafeAsync"/> tells when.</returns>
    ValueTask<bool> SaveAsync(string token, CancellationToken cancellationToken);

    /// <summary>Whether what was saved last is safe.</summary>
    ValueTask<bool> IsSafeAsync(CancellationToken cancellationToken);
}

using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// For servers that are not known to rotate refresh tokens. Should one do so, the new token serves until the process ends; then only the
/// configured one is left, which some servers take for a while and others do not: so it is said once in the log.
/// </summary>
internal sealed class MemoryTokenStore(TokenKeys keys, ILogger log) : IRefreshTokenStore
{
    private string? _token;

    public bool IsDurable => false;

    public string? Hint => _token is null
        ? null : $"The server hands out a new refresh token with each refresh, and they are not kept: set {keys.Store}.";

    public ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable?>(null);

    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_token);

    public ValueTask<bool> SaveAsync(string token, CancellationToken cancellationToken)
    {
        if (_token is null)
        {
            AuthLog.RotatesWithoutStore(log, keys.Store);
        }

        _token = token;
        return ValueTask.FromResult(true);
    }

    public ValueTask<bool> IsSafeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);
}

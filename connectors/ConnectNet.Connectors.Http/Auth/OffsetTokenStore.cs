using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Keeps the refresh token in the connector's offsets, encrypted. It is safe once the worker has committed it, which happens after the
/// poll at hand: a caller must go back to the worker and ask again. One task only: there is no lock over workers, so a second writer is
/// noticed, not kept out. Whoever deletes the connector's offsets deletes the token.
/// </summary>
internal sealed class OffsetTokenStore(ISourceTaskContext task, CredentialId credential, string secret, TokenKeys keys) : IRefreshTokenStore
{
    private const string Token = "token";

    private readonly TokenSeal _seal = new(secret, credential);
    private string? _found;
    private string? _written;

    public bool IsDurable => true;

    public string? Hint { get; private set; }

    public ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable?>(null);

    public async ValueTask<string?> LoadAsync(CancellationToken cancellationToken)
    {
        _found = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var token = _found is null ? null : _seal.Open(_found);
        Hint = _found is not null && token is null
            ? $"A newer refresh token is in the connector's offsets, but cannot be decrypted: {keys.ClientSecret} has changed since." : null;
        return token;
    }

    public ValueTask<bool> SaveAsync(string token, CancellationToken cancellationToken)
    {
        _written = _seal.Close(token);
        task.AdvanceOffset(credential.ToPartition(), new OrderedDictionary<string, object?> { ["v"] = 1L, [Token] = _written });
        task.RequestCommit();
        return ValueTask.FromResult(false);
    }

    public async ValueTask<bool> IsSafeAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (stored == _written)
        {
            return true;
        }

        if (stored != _found)
        {
            throw new ApiFailureException(
                new ApiFailure(
                    FailureClass.PermanentConnector,
                    $"Another task refreshes the same credential: each of them ends the other's. Set tasks.max to 1, or {keys.Store} to a file that all workers share."),
                null);
        }

        task.RequestCommit();
        return false;
    }

    private async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var offsets = await task.Offsets.GetAsync([credential.ToPartition()], cancellationToken).ConfigureAwait(false);
        return offsets[0]?.GetValueOrDefault(Token) as string;
    }
}

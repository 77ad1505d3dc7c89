using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.Http.Accounts;

/// <summary>
/// Looks for accounts in the background where they are not listed by id, and asks for new task configs when the set has changed. Owned by the
/// connector; its loop awaits and holds no thread.
/// </summary>
internal sealed class AccountLookup : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly IAccountDirectory _directory;
    private readonly IConnectorContext _connector;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _refresh;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile IReadOnlyList<string>? _handedOut;

    /// <param name="directory">Finds the accounts; disposed with the lookup.</param>
    /// <param name="refresh">How often to look.</param>
    /// <param name="connector">Is asked for new task configs.</param>
    /// <param name="clock">Clock.</param>
    public AccountLookup(IAccountDirectory directory, TimeSpan refresh, IConnectorContext connector, TimeProvider clock)
    {
        (_directory, _refresh, _connector, _clock) = (directory, refresh, connector, clock);
        _loop = WatchAsync(_stop.Token);
    }

    public async ValueTask<IReadOnlyList<string>> AccountsAsync(CancellationToken cancellationToken) =>
        _handedOut = await _directory.FindAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _directory.Dispose();
    }

    /// <summary>Makes a call of the search, again while it fails for passing reasons.</summary>
    /// <exception cref="ConnectException">It cannot be made.</exception>
    public static async ValueTask<ApiResponse> CallAsync(
        Func<CancellationToken, ValueTask<ApiResult>> call, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await call(cancellationToken).ConfigureAwait(false);
            if (result.Failure is not { } failure)
            {
                return result.Response;
            }

            if (failure.Class != FailureClass.Transient || attempt == Attempts)
            {
                throw new ConnectException("The accounts could not be listed. " + failure.Message);
            }

            await Task.Delay(Backoff.Transient(attempt, Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_refresh, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var found = await _directory.FindAsync(cancellationToken).ConfigureAwait(false);
                if (_handedOut is { } before && !before.ToHashSet().SetEquals(found))
                {
                    Log.AccountsChanged(_connector.Logger, before.Count, found.Count);
                    _connector.RequestTaskReconfiguration();
                }
            }
            catch (ConnectException error)
            {
                Log.LookupFailed(_connector.Logger, error.Message);
            }
        }
    }
}

/// <summary>Where a platform lists the accounts that its credentials see and the configuration wants.</summary>
internal interface IAccountDirectory : IDisposable
{
    /// <exception cref="ConnectException">The accounts cannot be listed.</exception>
    ValueTask<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken);
}

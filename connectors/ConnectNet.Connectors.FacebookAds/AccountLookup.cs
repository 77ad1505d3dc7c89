using System.Text.Json;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>
/// Finds the accounts that the token sees and the configuration wants. Looks again in the background, and asks for new task configs
/// when the set has changed. Owned by the connector; its loop awaits and holds no thread.
/// </summary>
internal sealed class AccountLookup : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly FacebookAdsConfig _config;
    private readonly IConnectorContext _connector;
    private readonly TimeProvider _clock;
    private readonly ApiPipeline _pipeline;
    private readonly GraphClient _graph;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile IReadOnlyList<string>? _handedOut;

    public AccountLookup(FacebookAdsConfig config, IConnectorContext connector, TimeProvider clock)
    {
        (_config, _connector, _clock) = (config, connector, clock);
        _pipeline = GraphClient.Pipeline(config, clock);
        _graph = new GraphClient(_pipeline, config.ApiVersion, "");
        _loop = WatchAsync(_stop.Token);
    }

    public async ValueTask<IReadOnlyList<string>> AccountsAsync(CancellationToken cancellationToken) =>
        _handedOut = await FindAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _pipeline.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_config.Long(FacebookAdsKeys.AccountsRefresh)), _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var found = await FindAsync(cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        var accounts = new List<string>();
        string? after = null;
        do
        {
            using var page = await PageAsync(after, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Rows.EnumerateArray())
            {
                var id = row.GetProperty("account_id").GetString()!;
                if (_config.Accounts.Accepts(id, row.TryGetProperty("name", out var name) ? name.GetString() : null))
                {
                    accounts.Add(id);
                }
            }

            after = page.After;
        }
        while (after is not null);
        return accounts;
    }

    private async ValueTask<InsightsPage> PageAsync(string? after, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await _graph.AccountsAsync(after, cancellationToken).ConfigureAwait(false);
            if (result.Failure is null && InsightsPage.Read(result.Response) is { } page)
            {
                return page;
            }

            var message = "The accounts could not be listed. " + result.Failure?.Message;
            if (result.Failure is { Class: not FailureClass.Transient } || attempt == Attempts)
            {
                throw new ConnectException(message);
            }

            await Task.Delay(Backoff.Transient(attempt, Random.Shared.NextDouble()), _clock, cancellationToken).ConfigureAwait(false);
        }
    }
}

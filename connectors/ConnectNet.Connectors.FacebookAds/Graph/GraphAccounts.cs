using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>The ad accounts that the token sees.</summary>
internal sealed class GraphAccounts(FacebookAdsConfig config, AccountSelection selection, TimeProvider clock) : IAccountDirectory
{
    private readonly ApiPipeline _pipeline = GraphClient.Pipeline(config, clock);

    public async ValueTask<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        var graph = new GraphClient(_pipeline, config.ApiVersion, "");
        var accounts = new List<string>();
        string? after = null;
        do
        {
            var response = await AccountLookup.CallAsync(token => graph.AccountsAsync(after, token), clock, cancellationToken).ConfigureAwait(false);
            using var page = InsightsPage.Read(response) ?? throw new ConnectException("The accounts could not be listed: the answer is no page of accounts.");
            foreach (var row in page.Rows.EnumerateArray())
            {
                var id = row.GetProperty("account_id").GetString()!;
                if (selection.Accepts(id, row.TryGetProperty("name", out var name) ? name.GetString() : null))
                {
                    accounts.Add(id);
                }
            }

            after = page.After;
        }
        while (after is not null);
        return accounts;
    }

    public void Dispose() => _pipeline.Dispose();
}

using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>One ad account with its streams.</summary>
internal sealed class GraphAccount : IAccountReader
{
    private readonly string _id;
    private readonly GraphClient _graph;

    public GraphAccount(SyncContext context, FacebookAdsConfig config, string id, Action<ApiResult> observe)
    {
        _id = id;
        _graph = new GraphClient(context.Pipeline, config.ApiVersion, id, observe);
        Streams = [.. config.Reports.Select(report => new InsightsStream(context, config, _graph, report))];
    }

    public IReadOnlyList<IStreamReader> Streams { get; }

    public QuotaUsage UsageOf(ApiResponse response) => AccountUsage.Read(response);

    public async ValueTask<AccountAnswer> LookUpAsync(CancellationToken cancellationToken)
    {
        var result = await _graph.AccountAsync(cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new AccountAnswer(null, result.Failure);
        }

        using var json = result.Response.Json();
        var info = json is { RootElement: { ValueKind: JsonValueKind.Object } account }
            ? AccountInfo.Of(_id, account.Text("name"), account.Text("currency"), account.Text("timezone_name")) : null;
        return new AccountAnswer(info, null);
    }
}

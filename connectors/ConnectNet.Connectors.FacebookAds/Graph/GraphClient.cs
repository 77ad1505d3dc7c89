using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// The calls for one account, one method each; every page is a call of its own with token and proof. Each answer is shown to
/// <paramref name="observe"/>, for the quota is told on every one. Shares the pipeline.
/// </summary>
internal sealed class GraphClient(ApiPipeline pipeline, string apiVersion, string account, Action<ApiResult>? observe = null)
{
    public static ApiPipeline Pipeline(FacebookAdsConfig config, TimeProvider clock) =>
        new(config.BaseUrl, new GraphDialect(config.AccessToken, config.AppSecret, clock), config.Sync.RequestTimeout);

    public ValueTask<ApiResult> AccountAsync(CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Get(Path($"act_{account}"), Pair("fields", "account_id,name,currency,timezone_name")), cancellationToken);

    /// <summary>The accounts that the token sees, whatever account the client is for.</summary>
    public ValueTask<ApiResult> AccountsAsync(string? after, CancellationToken cancellationToken) =>
        SendAsync(
            ApiRequest.Get(Path("me/adaccounts"), [Pair("fields", "account_id,name"), Pair("limit", "100"), .. After(after)]),
            cancellationToken);

    public ValueTask<ApiResult> InsightsAsync(InsightsRequest request, int limit, string? after, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Get(Path($"act_{account}/insights"), [.. Parameters(request), Limit(limit), .. After(after)]), cancellationToken);

    public ValueTask<ApiResult> StartJobAsync(InsightsRequest request, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Post(Path($"act_{account}/insights"), [.. Parameters(request)]), cancellationToken);

    public ValueTask<ApiResult> JobAsync(string runId, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Get(Path(runId)), cancellationToken);

    public ValueTask<ApiResult> JobResultsAsync(string runId, int limit, string? after, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Get(Path($"{runId}/insights"), [Limit(limit), .. After(after)]), cancellationToken);

    private static IEnumerable<KeyValuePair<string, string>> Parameters(InsightsRequest request)
    {
        yield return Pair("level", request.Level);
        yield return Pair("fields", string.Join(',', request.Fields));
        yield return Pair("time_range", $$"""{"since":"{{request.Slice.From:yyyy-MM-dd}}","until":"{{request.Slice.To:yyyy-MM-dd}}"}""");
        yield return Pair("time_increment", "1");
        if (request.Breakdowns.Count > 0)
        {
            yield return Pair("breakdowns", JsonSerializer.Serialize(request.Breakdowns));
        }

        if (request.Windows.Count > 0)
        {
            yield return Pair("action_attribution_windows", JsonSerializer.Serialize(request.Windows));
        }

        if (request.Filters.Count > 0)
        {
            yield return Pair("filtering", JsonSerializer.Serialize(request.Filters.Select(filter =>
                new Dictionary<string, object> { ["field"] = filter.Field, ["operator"] = "IN", ["value"] = filter.Values })));
        }
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);

    private static KeyValuePair<string, string> Limit(int limit) =>
        Pair("limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<KeyValuePair<string, string>> After(string? after) => after is null ? [] : [Pair("after", after)];

    private string Path(string path) => $"{apiVersion}/{path}";

    private async ValueTask<ApiResult> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var result = await pipeline.SendAsync(request, cancellationToken).ConfigureAwait(false);
        observe?.Invoke(result);
        return result;
    }
}

/// <summary>
/// What an insights call asks for, but for the page. Parts of a split report keep everything but the filter that splits them.
/// </summary>
internal sealed record InsightsRequest(
    string Level, IReadOnlyList<string> Fields, IReadOnlyList<string> Breakdowns, IReadOnlyList<string> Windows, Slice Slice,
    IReadOnlyList<InFilter> Filters);

/// <summary>A condition that a field is one of some values.</summary>
internal sealed record InFilter(string Field, IReadOnlyList<string> Values);

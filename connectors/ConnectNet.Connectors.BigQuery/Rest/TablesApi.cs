using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConnectNet.Connectors.BigQuery.Auth;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.BigQuery.Rest;

/// <summary>
/// The calls of REST v2 that the sink needs: get, insert and patch of tables. Passing faults are tried again for some seconds, then
/// thrown as <see cref="RetriableException"/>; refusals are <see cref="RestException"/>. Thread-safe.
/// </summary>
internal sealed class TablesApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;
    private readonly Credentials _credentials;
    private readonly BigQuerySinkConfig _config;
    private readonly TimeProvider _time;
    private readonly string _root;

    public TablesApi(BigQuerySinkConfig config, Credentials credentials, HttpMessageHandler handler, TimeProvider time)
    {
        (_config, _credentials, _time) = (config, credentials, time);
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        var path = config.RestEndpoint.AbsolutePath == "/" ? "/bigquery/v2" : config.RestEndpoint.AbsolutePath.TrimEnd('/');
        _root = $"{config.RestEndpoint.GetLeftPart(UriPartial.Authority)}{path}/projects/{Uri.EscapeDataString(config.Project)}/datasets/";
    }

    /// <summary>The table, or null when there is none.</summary>
    public async ValueTask<TableResource?> GetAsync(TableId table, CancellationToken cancellationToken)
    {
        try
        {
            return TableResource.From(await SendAsync(HttpMethod.Get, TablePath(table), null, null, cancellationToken).ConfigureAwait(false));
        }
        catch (RestException refusal) when (refusal.Status == HttpStatusCode.NotFound && !refusal.IsMissingDataset)
        {
            return null;
        }
    }

    /// <summary>Creates the table; null when somebody else has done so before.</summary>
    public async ValueTask<TableResource?> InsertAsync(TableId table, JsonObject resource, CancellationToken cancellationToken)
    {
        resource["tableReference"] = new JsonObject { ["projectId"] = _config.Project, ["datasetId"] = table.Dataset, ["tableId"] = table.Table };
        try
        {
            return TableResource.From(await SendAsync(HttpMethod.Post, $"{Uri.EscapeDataString(table.Dataset)}/tables", resource, null, cancellationToken)
                .ConfigureAwait(false));
        }
        catch (RestException refusal) when (refusal.Status == HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Changes the table if it is still the one with this tag; null when it has been changed meanwhile.</summary>
    public async ValueTask<TableResource?> PatchAsync(TableId table, string? etag, JsonObject change, CancellationToken cancellationToken)
    {
        try
        {
            return TableResource.From(await SendAsync(HttpMethod.Patch, TablePath(table), change, etag, cancellationToken).ConfigureAwait(false));
        }
        catch (RestException refusal) when (refusal.Status == HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string TablePath(TableId table) => $"{Uri.EscapeDataString(table.Dataset)}/tables/{Uri.EscapeDataString(table.Table)}";

    private async ValueTask<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, string? etag, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var backoff = new Backoff(_config.RetryWait);
        var renewed = false;
        while (true)
        {
            var (answer, failure) = await TryAsync(method, path, body, etag, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return answer;
            }

            if (failure is RestException { Status: HttpStatusCode.Unauthorized } && !renewed
                && await _credentials.RenewAsync(cancellationToken).ConfigureAwait(false))
            {
                renewed = true;
                continue;
            }

            if (!IsPassing(failure!))
            {
                throw failure!;
            }

            if (backoff.Tries >= _config.Int(Keys.Retry) && _time.GetElapsedTime(started) > Patience)
            {
                throw new RetriableException($"{method} {path}: {failure!.Message}", failure);
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(JsonNode? Answer, Exception? Failure)> TryAsync(
        HttpMethod method, string path, JsonObject? body, string? etag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _root + path + "?prettyPrint=false");
        if (await _credentials.TokenAsync(request.RequestUri!, cancellationToken).ConfigureAwait(false) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (!_config.Boolean(Keys.UseCredentialsProjectId))
        {
            request.Headers.Add("x-goog-user-project", _config.Project);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? (JsonNode.Parse(text), null) : (null, Refusal(response.StatusCode, text));
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException
            || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, failure);
        }
    }

    private static RestException Refusal(HttpStatusCode status, string body)
    {
        try
        {
            // OAuth errors have another form than the API's own; proxies answer with HTML.
            var error = JsonNode.Parse(body)?["error"] as JsonObject;
            return new RestException(status, (string?)error?["errors"]?[0]?["reason"] ?? "unknown", (string?)error?["message"] ?? "no message");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new RestException(status, "unknown", "no message");
        }
    }

    private static bool IsPassing(Exception failure) => failure is not RestException refusal
        || (int)refusal.Status is 408 or 429 or >= 500
        || refusal.Reason is "backendError" or "internalError" or "rateLimitExceeded" or "quotaExceeded" or "tableUnavailable"
            or "jobBackendError" or "jobInternalError" or "jobRateLimitExceeded" or "userRateLimitExceeded";
}

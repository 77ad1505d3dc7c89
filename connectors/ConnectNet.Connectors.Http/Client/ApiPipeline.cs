using System.Net;
using Polly;
using Polly.Retry;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// Sends calls to one API: credentials, send, read, verdict. Waiting belongs to the caller, which has other accounts to serve
/// meanwhile; only a connection that broke is tried again here at once, and only for reads. Owns the HTTP client. Thread safe.
/// </summary>
internal sealed class ApiPipeline : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _baseUrl;
    private readonly ApiDialect _dialect;
    private readonly ResiliencePipeline<ApiResponse> _quickRetry;

    public ApiPipeline(Uri baseUrl, ApiDialect dialect, TimeSpan requestTimeout)
    {
        _baseUrl = baseUrl.AbsolutePath.EndsWith('/') ? baseUrl : new Uri(baseUrl + "/");
        _dialect = dialect;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // A redirect would take the token to another place.
            AllowAutoRedirect = false,
        })
        {
            Timeout = requestTimeout,
        };
        _quickRetry = new ResiliencePipelineBuilder<ApiResponse>().AddRetry(new RetryStrategyOptions<ApiResponse>
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<ApiResponse>().HandleResult(response => response.Status == 0),
        }).Build();
    }

    public async ValueTask<ApiResult> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var result = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Failure is { Class: FailureClass.AuthExpired } failure)
        {
            if (await _dialect.RenewAsync(cancellationToken).ConfigureAwait(false))
            {
                result = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            }

            if (result.Failure is { Class: FailureClass.AuthExpired })
            {
                return result with { Failure = failure with { Class = FailureClass.PermanentConnector } };
            }
        }

        return result;
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<ApiResult> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var response = request.Method == HttpMethod.Get
            ? await _quickRetry.ExecuteAsync(
                static (state, token) => state.Pipeline.TransferAsync(state.Request, token), (Pipeline: this, Request: request), cancellationToken)
                .ConfigureAwait(false)
            : await TransferAsync(request, cancellationToken).ConfigureAwait(false);
        return new ApiResult(response, _dialect.Classify(request, response));
    }

    private async ValueTask<ApiResponse> TransferAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var message = await _dialect.AuthorizeAsync(request, _baseUrl, cancellationToken).ConfigureAwait(false);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
            return ApiResponse.Of(response, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException error)
        {
            return ApiResponse.NoAnswer(_dialect.Redactor.Clean(error.Message));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ApiResponse.NoAnswer($"no answer within {_http.Timeout.TotalSeconds:0} s");
        }
    }
}

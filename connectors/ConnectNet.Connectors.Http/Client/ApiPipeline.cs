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
    private readonly ApiLimits _limits;
    private readonly ResiliencePipeline<Transfer> _quickRetry;

    public ApiPipeline(Uri baseUrl, ApiDialect dialect, TimeSpan requestTimeout)
        : this(baseUrl, dialect, ApiLimits.Same(requestTimeout))
    {
    }

    public ApiPipeline(Uri baseUrl, ApiDialect dialect, ApiLimits limits)
    {
        _baseUrl = baseUrl.AbsolutePath.EndsWith('/') ? baseUrl : new Uri(baseUrl + "/");
        _dialect = dialect;
        _limits = limits;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // A redirect would take the token to another place.
            AllowAutoRedirect = false,
            // A cookie of one account's call must not come with another's.
            UseCookies = false,
        })
        {
            // Each call has its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _quickRetry = new ResiliencePipelineBuilder<Transfer>().AddRetry(new RetryStrategyOptions<Transfer>
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<Transfer>().HandleResult(
                transfer => transfer is { Failure: null, Response: { Status: 0, IsTimeout: false } }),
        }).Build();
    }

    public Uri BaseUrl => _baseUrl;

    /// <summary>Sends a call and reads its answer whole.</summary>
    public async ValueTask<ApiResult> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var transfer = await ExchangeAsync(request, streams: false, cancellationToken).ConfigureAwait(false);
        return new ApiResult(transfer.Response, transfer.Failure);
    }

    /// <summary>Sends a call and gives its answer as soon as the headers are there; only failures are read whole.</summary>
    public async ValueTask<ApiStream> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var transfer = await ExchangeAsync(request, streams: true, cancellationToken).ConfigureAwait(false);
        if (transfer.Failure is not null)
        {
            transfer.Body?.Dispose();
            return new ApiStream(transfer.Response, transfer.Failure, null);
        }

        return new ApiStream(transfer.Response, null, transfer.Body);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Transfer> ExchangeAsync(ApiRequest request, bool streams, CancellationToken cancellationToken)
    {
        var transfer = await JudgedAsync(request, streams, cancellationToken).ConfigureAwait(false);
        if (transfer.Failure is not { Class: FailureClass.AuthExpired } || request.Url is not null)
        {
            return transfer;
        }

        try
        {
            if (transfer.Message is { } refused && await _dialect.RenewAsync(refused, cancellationToken).ConfigureAwait(false))
            {
                transfer = await JudgedAsync(request, streams, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiFailureException error)
        {
            return transfer with { Failure = error.Failure };
        }

        return transfer.Failure is { Class: FailureClass.AuthExpired } failure
            ? transfer with { Failure = failure with { Class = FailureClass.PermanentConnector } }
            : transfer;
    }

    private async ValueTask<Transfer> JudgedAsync(ApiRequest request, bool streams, CancellationToken cancellationToken)
    {
        var transfer = request.IsRead
            ? await _quickRetry.ExecuteAsync(
                static (state, token) => state.Pipeline.TransferAsync(state.Request, state.Streams, token),
                (Pipeline: this, Request: request, Streams: streams),
                cancellationToken).ConfigureAwait(false)
            : await TransferAsync(request, streams, cancellationToken).ConfigureAwait(false);
        if (transfer.Failure is not null)
        {
            return transfer;
        }

        _dialect.Observe(request, transfer.Response);
        return transfer with
        {
            Failure = transfer.Response.IsTooLarge
                ? new ApiFailure(
                    FailureClass.TooBig,
                    $"{request}: the answer is larger than {_limits.AnswerBytes} bytes ({_limits.AnswerBytesKey}): ask for less at a time, or raise that setting")
                : _dialect.Classify(request, transfer.Response),
        };
    }

    private async ValueTask<Transfer> TransferAsync(ApiRequest request, bool streams, CancellationToken cancellationToken)
    {
        var limit = streams ? _limits.Report : _limits.Of(request.Class);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        HttpRequestMessage? message = null;
        try
        {
            message = request.Url is null
                ? await _dialect.AuthorizeAsync(request, _baseUrl, cancellationToken).ConfigureAwait(false)
                : ApiMessages.Build(request, _baseUrl, []);
            timeout.CancelAfter(limit);
            return await ReceiveAsync(request, message, streams, timeout.Token).ConfigureAwait(false);
        }
        catch (ApiFailureException error)
        {
            return new Transfer(ApiResponse.NoAnswer(error.Failure.Message), message) { Failure = error.Failure };
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return new Transfer(ApiResponse.NoAnswer(_dialect.Redactor.Clean(error.Message)), message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Transfer(ApiResponse.NoAnswer($"no answer within {limit.TotalSeconds:0.#} s", isTimeout: true), message);
        }
        finally
        {
            message?.Dispose();
        }
    }

    private async ValueTask<Transfer> ReceiveAsync(ApiRequest request, HttpRequestMessage message, bool streams, CancellationToken timeout)
    {
        var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout).ConfigureAwait(false);
        var isHandedOver = false;
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(timeout).ConfigureAwait(false);
            if (streams && answer.IsSuccessStatusCode)
            {
                isHandedOver = true;
                return new Transfer(ApiResponse.Of(answer, []), message)
                {
                    Body = new IdleLimitedStream(request, answer, body, _limits.Idle, _dialect.Redactor),
                };
            }

            var limit = answer.IsSuccessStatusCode ? _limits.AnswerBytes : _limits.ErrorBytes;
            var (bytes, isCut) = await BoundedBody.ReadAsync(body, answer.Content.Headers.ContentLength, limit, timeout).ConfigureAwait(false);
            return new Transfer(isCut && answer.IsSuccessStatusCode ? ApiResponse.TooLarge(answer) : ApiResponse.Of(answer, bytes), message);
        }
        finally
        {
            if (!isHandedOver)
            {
                answer.Dispose();
            }
        }
    }

    /// <summary>What became of one attempt; the message is kept to know which credentials were refused.</summary>
    private sealed record Transfer(ApiResponse Response, HttpRequestMessage? Message)
    {
        public ApiFailure? Failure { get; init; }

        public Stream? Body { get; init; }
    }
}

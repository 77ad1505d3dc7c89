using System.Globalization;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// What differs from API to API: how a call is authorised and what a failure means. This one speaks plain REST (status codes and
/// <c>Retry-After</c>); the ads APIs, which hide everything behind 400, override it. Stateless but for credentials; thread safe.
/// </summary>
internal class ApiDialect(Redactor redactor, TimeProvider clock, ICredential? credential = null)
{
    public Redactor Redactor { get; } = redactor;

    /// <summary>Makes the message with the credentials; also those of follow-up pages.</summary>
    /// <exception cref="ApiFailureException">There are no credentials now, or the request cannot be sent.</exception>
    public virtual async ValueTask<HttpRequestMessage> AuthorizeAsync(ApiRequest request, Uri baseUrl, CancellationToken cancellationToken)
    {
        var message = Build(request, baseUrl, []);
        if (credential is not null)
        {
            await credential.ApplyAsync(message, cancellationToken).ConfigureAwait(false);
        }

        return message;
    }

    /// <summary>Renews the credentials that were refused; false where they cannot be renewed.</summary>
    /// <exception cref="ApiFailureException">They cannot be renewed now, or are refused for good.</exception>
    public virtual ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken) =>
        credential?.RenewAsync(refused, cancellationToken) ?? ValueTask.FromResult(false);

    /// <summary>Sees every answer before it is judged, failures too: quotas are told in headers. The body of a streamed answer is empty here.</summary>
    public virtual void Observe(ApiRequest request, ApiResponse response)
    {
    }

    /// <summary>The verdict on an answer; null is success.</summary>
    public virtual ApiFailure? Classify(ApiRequest request, ApiResponse response)
    {
        if (response.IsSuccess)
        {
            return null;
        }

        var message = $"{request} failed: {response.TransportError ?? "HTTP " + response.Status}";
        return response.Status switch
        {
            429 => new ApiFailure(FailureClass.Throttled, message) { Wait = RetryAfter(response) },
            503 when RetryAfter(response) is { } wait => new ApiFailure(FailureClass.Throttled, message) { Wait = wait },
            0 or 408 or >= 500 => new ApiFailure(FailureClass.Transient, message),
            401 or 403 or 404 or 410 when request.Url is not null => new ApiFailure(FailureClass.RestartSlice, message + ". What it points to is gone."),
            401 => new ApiFailure(FailureClass.AuthExpired, credential is null ? message : $"{message}. {credential.Cure}"),
            403 => new ApiFailure(FailureClass.PermanentAccount, message),
            413 or 414 => new ApiFailure(FailureClass.TooBig, message),
            410 => new ApiFailure(FailureClass.RestartSlice, message),
            _ => new ApiFailure(FailureClass.PermanentStream, message),
        };
    }

    /// <summary>Builds the message with the request's parameters and some more.</summary>
    protected static HttpRequestMessage Build(ApiRequest request, Uri baseUrl, IEnumerable<KeyValuePair<string, string>> more) =>
        ApiMessages.Build(request, baseUrl, more);

    /// <summary>How long the server wants to be left alone, if it says so.</summary>
    protected TimeSpan? RetryAfter(ApiResponse response)
    {
        var text = response.Header("Retry-After");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            && time > clock.GetUtcNow() ? time - clock.GetUtcNow() : null;
    }
}

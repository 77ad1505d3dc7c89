using System.Globalization;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// What differs from API to API: how a call is authorised and what a failure means. This one speaks plain REST (status codes and
/// <c>Retry-After</c>); the ads APIs, which hide everything behind 400, override it. Stateless but for credentials; thread safe.
/// </summary>
internal class ApiDialect(Redactor redactor, TimeProvider clock)
{
    public Redactor Redactor { get; } = redactor;

    /// <summary>Adds the credentials to a message; also to those of follow-up pages.</summary>
    public virtual ValueTask<HttpRequestMessage> AuthorizeAsync(ApiRequest request, Uri baseUrl, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Build(request, baseUrl, []));

    /// <summary>Renews the credentials; false where they cannot be renewed.</summary>
    public virtual ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

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
            401 => new ApiFailure(FailureClass.AuthExpired, message),
            403 => new ApiFailure(FailureClass.PermanentAccount, message),
            413 or 414 => new ApiFailure(FailureClass.TooBig, message),
            410 => new ApiFailure(FailureClass.RestartSlice, message),
            _ => new ApiFailure(FailureClass.PermanentStream, message),
        };
    }

    /// <summary>Builds the message with the request's parameters and some more, in the query or as a form.</summary>
    protected static HttpRequestMessage Build(ApiRequest request, Uri baseUrl, IEnumerable<KeyValuePair<string, string>> more)
    {
        var parameters = request.Parameters.Concat(more).ToList();
        var url = new Uri(baseUrl, request.Path);
        if (request.Method != HttpMethod.Get)
        {
            return new HttpRequestMessage(request.Method, url) { Content = new FormUrlEncodedContent(parameters) };
        }

        var query = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return new HttpRequestMessage(HttpMethod.Get, query.Length == 0 ? url : new Uri($"{url}?{query}"));
    }

    private TimeSpan? RetryAfter(ApiResponse response)
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

namespace ConnectNet.Connectors.Http.Client;

/// <summary>Makes the HTTP message of a call. Pure.</summary>
internal static class ApiMessages
{
    /// <summary>Builds the message with the request's parameters and some more.</summary>
    /// <exception cref="ApiFailureException">The path leads to another place than the base URL, or a header cannot be sent.</exception>
    public static HttpRequestMessage Build(ApiRequest request, Uri baseUrl, IEnumerable<KeyValuePair<string, string>> more)
    {
        var url = request.Url ?? Locate(request, baseUrl);
        var parameters = request.Parameters.Concat(more).ToList();
        var isForm = request.Method != HttpMethod.Get && request.Body is null;
        var message = new HttpRequestMessage(request.Method, isForm ? url : WithQuery(url, parameters))
        {
            Content = isForm ? new FormUrlEncodedContent(parameters) : request.Body?.ToContent(),
        };
        foreach (var (name, value) in request.Headers)
        {
            AddHeader(message, request, name, value);
        }

        return message;
    }

    /// <summary>Appends parameters to a URL, whose own query stays as it is written.</summary>
    public static Uri WithQuery(Uri url, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0)
        {
            return url;
        }

        var query = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return new Uri(url.AbsoluteUri + (url.Query.Length == 0 ? "?" : "&") + query);
    }

    public static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri Locate(ApiRequest request, Uri baseUrl) =>
        Uri.TryCreate(baseUrl, request.Path, out var url) && IsSameOrigin(url, baseUrl) ? url : throw new ApiFailureException(
            new ApiFailure(FailureClass.PermanentStream, $"{request} was not sent: the path does not lead to a place below {baseUrl}. Correct the path."), null);

    private static void AddHeader(HttpRequestMessage message, ApiRequest request, string name, string value)
    {
        try
        {
            if (value.AsSpan().IndexOfAny('\r', '\n') < 0
                && (message.Headers.TryAddWithoutValidation(name, value) || Replace(message.Content, name, value)))
            {
                return;
            }
        }
        catch (ArgumentException)
        {
            // An empty name.
        }

        throw new ApiFailureException(
            new ApiFailure(FailureClass.PermanentStream, $"{request} was not sent: '{name}' with this value is no header of a request. Correct the headers."), null);
    }

    private static bool Replace(HttpContent? content, string name, string value)
    {
        content?.Headers.Remove(name);
        return content?.Headers.TryAddWithoutValidation(name, value) == true;
    }
}

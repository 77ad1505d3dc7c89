namespace ConnectNet.Connectors.Http.Client;

/// <summary>How long a call may take; see <see cref="ApiLimits"/>.</summary>
internal enum CallClass
{
    /// <summary>Objects, job states, tokens.</summary>
    Lookup,

    /// <summary>Reports that the server makes while the caller waits.</summary>
    Report,
}

/// <summary>A call to an API before credentials are added, so that it can be logged, repeated and compared safely. Immutable.</summary>
/// <param name="Method">GET sends the parameters in the query; the others as a form, or in the query beside a <see cref="Body"/>.</param>
/// <param name="Path">Relative to the base URL; holds no secret. It may bring a query of its own, written as it is to be sent.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null sends the parameters as a form, unless the method has no body.</summary>
    public ApiBody? Body { get; init; }

    public CallClass Class { get; init; }

    /// <summary>Whether the call changes nothing, so that it may be repeated when its connection broke; some APIs are asked by POST.</summary>
    public bool IsRead { get; init; } = Method == HttpMethod.Get;

    /// <summary>Where the call goes instead of the base URL; such a call never carries credentials.</summary>
    public Uri? Url { get; private init; }

    public static ApiRequest Get(string path, params IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(HttpMethod.Get, path) { Parameters = parameters };

    public static ApiRequest Post(string path, params IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(HttpMethod.Post, path) { Parameters = parameters };

    /// <summary>A question that is asked by POST with JSON.</summary>
    public static ApiRequest Query(string path, string json) =>
        new(HttpMethod.Post, path) { Body = new ApiBody.Json(json), IsRead = true };

    /// <summary>A call to any place, without credentials: files that a report points to, token servers. The URL's query may hold a secret.</summary>
    public static ApiRequest Elsewhere(HttpMethod method, Uri url) => new(method, url.AbsolutePath) { Url = url };

    public override string ToString()
    {
        var query = Path.IndexOf('?', StringComparison.Ordinal);
        return $"{Method} {(Url is null ? "" : Url.GetLeftPart(UriPartial.Authority))}{(query < 0 ? Path : Path[..query])}";
    }
}

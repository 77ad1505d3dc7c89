namespace ConnectNet.Connectors.Http.Client;

/// <summary>A call to an API before credentials are added, so that it can be logged, repeated and compared safely. Immutable.</summary>
/// <param name="Method">GET sends the parameters in the query, POST as a form.</param>
/// <param name="Path">Relative to the base URL; holds no secret.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public static ApiRequest Get(string path, params IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(HttpMethod.Get, path) { Parameters = parameters };

    public static ApiRequest Post(string path, params IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(HttpMethod.Post, path) { Parameters = parameters };

    public override string ToString() => $"{Method} {Path}";
}

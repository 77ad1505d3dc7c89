using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// Chooses the endpoint of a request as the Java worker's router does, from the endpoints' own metadata and instead of ASP.NET's routing:
/// case matters, nothing is normalised, one trailing slash is accepted, HEAD is answered by GET and OPTIONS by the route. Immutable.
/// </summary>
internal sealed class JavaRouting
{
    private static readonly string[] MethodOrder = ["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"];

    private readonly IReadOnlyList<Route> _routes;

    /// <param name="endpoints">
    /// The endpoints, with patterns of literals and whole-segment parameters. Of patterns that fit the same path the one with more literal characters
    /// is taken; of endpoints with equal pattern and method, the first.
    /// </param>
    public JavaRouting(IEnumerable<RouteEndpoint> endpoints) => _routes =
    [
        .. endpoints.GroupBy(e => e.RoutePattern.RawText!).Select(group => new Route(
            group.Key.Split('/')[1..],
            group.SelectMany(e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(m => KeyValuePair.Create(m, e)))
                .DistinctBy(entry => entry.Key).ToDictionary(StringComparer.Ordinal)))
            .OrderByDescending(route => route.Literals),
    ];

    /// <summary>Routes a request.</summary>
    /// <param name="method">Its method, as sent.</param>
    /// <param name="path">Its path, not refused.</param>
    /// <param name="contentType">The type of its body, or null where it names none.</param>
    /// <param name="accept">The types it accepts, the most wanted first.</param>
    public RoutingResult Match(string method, RestPath path, MediaType? contentType, IReadOnlyList<MediaType> accept)
    {
        var segments = path.Segments;
        if (segments.Count > 1 && segments[^1].Raw.Length == 0)
        {
            segments = [.. segments.SkipLast(1)];
        }

        if (_routes.FirstOrDefault(r => r.Matches(segments)) is not { } route)
        {
            return new RoutingResult.Refused(StatusCodes.Status404NotFound);
        }

        if (method == HttpMethods.Options)
        {
            return new RoutingResult.Options(route.AllMethods(), accept[0].IsCompatible(MediaType.Text) ? MediaType.Text : accept[0]);
        }

        var endpoint = route.Methods.GetValueOrDefault(method)
            ?? (method == HttpMethods.Head ? route.Methods.GetValueOrDefault(HttpMethods.Get) : null);
        if (endpoint is null)
        {
            return new RoutingResult.Refused(StatusCodes.Status405MethodNotAllowed);
        }

        var consumesJson = endpoint.Metadata.GetRequiredMetadata<EndpointTraitsMetadata>().Traits.HasFlag(EndpointTraits.ConsumesJson);
        if (consumesJson && contentType is not null && !contentType.IsCompatible(MediaType.Json))
        {
            return new RoutingResult.Refused(StatusCodes.Status415UnsupportedMediaType);
        }

        return ResponseType(endpoint, accept) is { } type
            ? new RoutingResult.Matched(endpoint, route.Values(segments), type)
            : new RoutingResult.Refused(StatusCodes.Status406NotAcceptable);
    }

    private static MediaType? ResponseType(RouteEndpoint endpoint, IReadOnlyList<MediaType> accept)
    {
        var traits = endpoint.Metadata.GetRequiredMetadata<EndpointTraitsMetadata>().Traits;
        if (traits.HasFlag(EndpointTraits.Extension))
        {
            return accept.Any(a => a.IsCompatible(MediaType.Json)) ? MediaType.Json : accept[0];
        }

        var isText = traits.HasFlag(EndpointTraits.Metrics);
        var produced = isText ? MediaType.Text : MediaType.Json;
        var wanted = accept.FirstOrDefault(a => a.IsCompatible(produced));
        return wanted is null ? null : isText || wanted.IsWildcard ? produced : wanted;
    }

    private sealed record Route(string[] Pattern, Dictionary<string, RouteEndpoint> Methods)
    {
        public int Literals => Pattern.Where((_, index) => !IsParameter(index)).Sum(segment => segment.Length);

        public bool Matches(IReadOnlyList<PathSegment> segments)
        {
            if (segments.Count != Pattern.Length)
            {
                return false;
            }

            for (var i = 0; i < Pattern.Length; i++)
            {
                if (IsParameter(i) ? segments[i].Raw.Length == 0 : segments[i].Raw != Pattern[i])
                {
                    return false;
                }
            }

            return true;
        }

        public RouteValueDictionary Values(IReadOnlyList<PathSegment> segments)
        {
            var values = new RouteValueDictionary();
            for (var i = 0; i < Pattern.Length; i++)
            {
                if (IsParameter(i))
                {
                    values[Pattern[i][1..^1]] = segments[i].Text;
                }
            }

            return values;
        }

        public IReadOnlyList<string> AllMethods() =>
            [.. MethodOrder.Where(m => m == "OPTIONS" || Methods.ContainsKey(m) || (m == "HEAD" && Methods.ContainsKey("GET")))];

        private bool IsParameter(int index) => Pattern[index].StartsWith('{');
    }
}

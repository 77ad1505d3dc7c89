using Microsoft.AspNetCore.Routing;

namespace ConnectNet.Runtime.Rest;

/// <summary>What routing found for a request.</summary>
internal abstract record RoutingResult
{
    /// <summary>An endpoint answers.</summary>
    /// <param name="Endpoint">It.</param>
    /// <param name="Values">Decoded path parameters.</param>
    /// <param name="ResponseType">Content-Type of the answer.</param>
    internal sealed record Matched(RouteEndpoint Endpoint, RouteValueDictionary Values, MediaType ResponseType) : RoutingResult;

    /// <summary>OPTIONS on a route: its methods.</summary>
    /// <param name="Methods">In the order of Java's answer.</param>
    /// <param name="ResponseType">Content-Type of the answer; only text has a body.</param>
    internal sealed record Options(IReadOnlyList<string> Methods, MediaType ResponseType) : RoutingResult;

    /// <summary>Nothing answers.</summary>
    /// <param name="Status">404, 405, 406 or 415.</param>
    internal sealed record Refused(int Status) : RoutingResult;
}

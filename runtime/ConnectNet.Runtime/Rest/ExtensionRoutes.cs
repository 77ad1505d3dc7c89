using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// Takes the endpoints of one REST extension as ASP.NET Core makes them, and gives them as the worker's router knows endpoints. Used while the
/// worker starts, by one thread.
/// </summary>
internal sealed class ExtensionRoutes(IServiceProvider services) : IEndpointRouteBuilder
{
    private static readonly HttpMethodMetadata AllMethods = new(["GET", "POST", "PUT", "DELETE", "PATCH"]);

    public IServiceProvider ServiceProvider => services;

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);

    /// <summary>The endpoints added so far.</summary>
    /// <exception cref="ConnectException">The pattern of one is more than literals and parameters that are whole segments.</exception>
    public IReadOnlyList<RouteEndpoint> Endpoints() =>
        [.. DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(Routable)];

    private static RouteEndpoint Routable(RouteEndpoint endpoint)
    {
        var pattern = endpoint.RoutePattern;
        var segments = pattern.PathSegments.Select(Text).ToList();
        if (segments.Contains(null) || pattern.ParameterPolicies.Count > 0)
        {
            throw new ConnectException($"The pattern '{pattern.RawText}' cannot be routed: it may consist of literals and of parameters that are whole segments, "
                + "without constraints, defaults and catch-alls");
        }

        var metadata = endpoint.Metadata.Append(new EndpointTraitsMetadata(EndpointTraits.Extension));
        return new RouteEndpoint(
            endpoint.RequestDelegate!, RoutePatternFactory.Parse("/" + string.Join('/', segments)), endpoint.Order,
            new EndpointMetadataCollection(endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is null ? metadata.Append(AllMethods) : metadata),
            endpoint.DisplayName);
    }

    /// <summary>A segment as the worker's router knows it; null when it is more than a literal or a parameter.</summary>
    private static string? Text(RoutePatternPathSegment segment) => !segment.IsSimple ? null : segment.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { IsCatchAll: false, IsOptional: false, Default: null } parameter => $"{{{parameter.Name}}}",
        _ => null,
    };
}

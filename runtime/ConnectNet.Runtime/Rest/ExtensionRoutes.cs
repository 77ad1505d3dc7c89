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
        if (pattern.PathSegments.FirstOrDefault(segment => !IsWhole(segment)) is not null || pattern.ParameterPolicies.Count > 0)
        {
            throw new ConnectException($"The pattern '{pattern.RawText}' cannot be routed: it may consist of literals and of parameters that are whole segments, "
                + "without constraints, defaults and catch-alls");
        }

        var plain = RoutePatternFactory.Parse("/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            _ => throw new ConnectException($"The pattern '{pattern.RawText}' has a part that cannot be routed"),
        })));
        var metadata = endpoint.Metadata.Append(new EndpointTraitsMetadata(EndpointTraits.Extension));
        return new RouteEndpoint(
            endpoint.RequestDelegate!, plain, endpoint.Order,
            new EndpointMetadataCollection(endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is null ? metadata.Append(AllMethods) : metadata),
            endpoint.DisplayName);
    }

    private static bool IsWhole(RoutePatternPathSegment segment) =>
        segment.IsSimple && segment.Parts[0] is not RoutePatternParameterPart { IsCatchAll: true } and not RoutePatternParameterPart { IsOptional: true }
            and not RoutePatternParameterPart { Default: not null };
}

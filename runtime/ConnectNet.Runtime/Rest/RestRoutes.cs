using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ConnectNet.Runtime.Rest;

/// <summary>Registers endpoints: a method, a path, what it takes, who answers, and what it is for. Used while the worker starts, by one thread.</summary>
internal sealed class RestRoutes(IEndpointRouteBuilder builder)
{
    /// <summary>Registers an endpoint that takes and answers JSON.</summary>
    public void Map(string method, string pattern, Func<RestCall, Task> handler, EndpointDocs docs) =>
        Map(method, pattern, handler, EndpointTraits.ConsumesJson, docs);

    /// <summary>Registers an endpoint.</summary>
    public void Map(string method, string pattern, Func<RestCall, Task> handler, EndpointTraits traits, EndpointDocs docs) => builder
        .MapMethods(pattern, [method], http => handler(RestPipeline.CallOf(http))).WithMetadata(new EndpointTraitsMetadata(traits), docs);

    /// <summary>The registered endpoints with traits that satisfy the condition.</summary>
    public IEnumerable<RouteEndpoint> Endpoints(Func<EndpointTraits, bool> condition) => builder.DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(e => condition(e.Metadata.GetRequiredMetadata<EndpointTraitsMetadata>().Traits));
}

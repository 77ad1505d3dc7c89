using System.Text;
using ConnectNet.Runtime.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// <c>/openapi.json</c>: what the REST interface offers, made from the endpoints' own metadata. Java has none. The document is made at the
/// first request, when all endpoints are mapped.
/// </summary>
internal sealed class OpenApiEndpoint(RestRoutes routes)
{
    private Task<byte[]>? _document;

    public void Map() => routes.Map(
        "GET", "/openapi.json", AnswerAsync, EndpointTraits.None, EndpointDocs.Gives(ApiSchema.Document, "This description"));

    private async Task AnswerAsync(RestCall call)
    {
        var document = await (_document ??= BuildAsync()).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, document).ConfigureAwait(false);
    }

    private async Task<byte[]> BuildAsync()
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "Kafka Connect", Version = AppInfo.KafkaRelease, Description = "The REST interface of a Connect worker." },
            Components = new OpenApiComponents(),
            Paths = [],
        };
        document.Components.Schemas = ApiSchemas.All(document);
        foreach (var path in routes.Endpoints(static traits => !traits.HasFlag(EndpointTraits.Internal)).GroupBy(e => e.RoutePattern.RawText!))
        {
            document.Paths.Add(path.Key, new OpenApiPathItem
            {
                Operations = path.ToDictionary(
                    e => HttpMethod.Parse(e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]), e => Operation(e, document)),
            });
        }

        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None).ConfigureAwait(false));
    }

    private static OpenApiOperation Operation(RouteEndpoint endpoint, OpenApiDocument document)
    {
        var docs = endpoint.Metadata.GetRequiredMetadata<EndpointDocs>();
        var isText = endpoint.Metadata.GetRequiredMetadata<EndpointTraitsMetadata>().Traits.HasFlag(EndpointTraits.Metrics);
        var operation = new OpenApiOperation
        {
            Summary = docs.Summary,
            Parameters = [.. PathParameters(endpoint), .. docs.Query.Select(QueryParameter)],
            Responses = [],
        };
        if (docs.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(body, MediaType.Json, document) };
        }

        foreach (var (status, schema) in docs.Answers)
        {
            operation.Responses.Add($"{status}", new OpenApiResponse
            {
                Description = schema is null ? "Done" : $"{schema}",
                Content = schema is null ? null : Content(schema.Value, isText ? MediaType.Text : MediaType.Json, document),
            });
        }

        operation.Responses.Add("default", new OpenApiResponse { Description = "An error", Content = Content(ApiSchema.Error, MediaType.Json, document) });
        return operation;
    }

    private static IEnumerable<IOpenApiParameter> PathParameters(RouteEndpoint endpoint) => endpoint.RoutePattern.Parameters.Select(parameter => new OpenApiParameter
    {
        Name = parameter.Name,
        In = ParameterLocation.Path,
        Required = true,
        Schema = new OpenApiSchema { Type = parameter.Name == "task" ? JsonSchemaType.Integer : JsonSchemaType.String },
    });

    private static OpenApiParameter QueryParameter((string Name, string Meaning) parameter) => new()
    {
        Name = parameter.Name.TrimEnd('?'),
        In = ParameterLocation.Query,
        Description = parameter.Meaning,
        Schema = new OpenApiSchema { Type = parameter.Name.EndsWith('?') ? JsonSchemaType.Boolean : JsonSchemaType.String },
    };

    private static Dictionary<string, OpenApiMediaType> Content(ApiSchema schema, MediaType type, OpenApiDocument document) =>
        new() { [type.ToString()] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema.ToString(), document) } };
}

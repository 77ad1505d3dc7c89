using Microsoft.OpenApi;

namespace ConnectNet.Runtime.Rest;

/// <summary>The shapes of bodies, for <c>/openapi.json</c>. Stateless.</summary>
internal static class ApiSchemas
{
    /// <summary>Every schema by its name, for the components of a document.</summary>
    public static Dictionary<string, IOpenApiSchema> All(OpenApiDocument document) =>
        Enum.GetValues<ApiSchema>().ToDictionary(schema => schema.ToString(), schema => (IOpenApiSchema)Of(schema, document));

    private static OpenApiSchema Of(ApiSchema schema, OpenApiDocument document)
    {
        IOpenApiSchema Ref(ApiSchema other) => new OpenApiSchemaReference(other.ToString(), document);
        return schema switch
        {
            ApiSchema.ServerInfo => Object(("version", Text), ("commit", Text), ("kafka_cluster_id", Text)),
            ApiSchema.Health => Object(("status", OneOf("healthy", "starting", "unhealthy")), ("message", Text)),
            ApiSchema.Names => List(Text),
            ApiSchema.Text => Text,
            ApiSchema.Config => Map(Nullable(JsonSchemaType.String)),
            ApiSchema.ConnectorInfo => Object(("name", Text), ("config", Ref(ApiSchema.Config)), ("tasks", List(TaskId)), ("type", Kind)),
            ApiSchema.CreateConnector => Object(
                ("name", Text), ("config", Ref(ApiSchema.Config)), ("initial_state", OneOf("RUNNING", "PAUSED", "STOPPED"))),
            ApiSchema.ConnectorState => Object(
                ("name", Text), ("connector", Object(Status)), ("tasks", List(Ref(ApiSchema.TaskState))), ("type", Kind)),
            ApiSchema.TaskState => Object([("id", Number), .. Status]),
            ApiSchema.Tasks => List(Object(("id", TaskId), ("config", Ref(ApiSchema.Config)))),
            ApiSchema.TaskConfigs => List(Ref(ApiSchema.Config)),
            ApiSchema.Topics => Map(Object(("topics", Ref(ApiSchema.Names)))),
            ApiSchema.Offsets => Object(("offsets", List(Object(("partition", Map(Any)), ("offset", Map(Any)))))),
            ApiSchema.Message => Object(("message", Text)),
            ApiSchema.Plugins => List(Object(("class", Text), ("type", Text), ("version", Text))),
            ApiSchema.ConfigKeys => List(ConfigKey),
            ApiSchema.ConfigInfos => Object(
                ("name", Text),
                ("error_count", Number),
                ("groups", List(Text)),
                ("configs", List(Object(("definition", ConfigKey), ("value", ConfigValue))))),
            ApiSchema.Loggers => Map(Ref(ApiSchema.LoggerLevel)),
            ApiSchema.LoggerLevel => Object(("level", Text), ("last_modified", Nullable(JsonSchemaType.Integer))),
            ApiSchema.Level => Object(("level", OneOf("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL"))),
            ApiSchema.Document => Any,
            _ => Object(("error_code", Number), ("message", Nullable(JsonSchemaType.String))),
        };
    }

    private static OpenApiSchema Any => new() { Type = JsonSchemaType.Object };

    private static OpenApiSchema Text => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Number => new() { Type = JsonSchemaType.Integer };

    private static OpenApiSchema Flag => new() { Type = JsonSchemaType.Boolean };

    private static OpenApiSchema Kind => OneOf("source", "sink", "unknown");

    private static OpenApiSchema TaskId => Object(("connector", Text), ("task", Number));

    private static (string, IOpenApiSchema)[] Status =>
    [
        ("state", OneOf("UNASSIGNED", "RUNNING", "PAUSED", "FAILED", "RESTARTING", "STOPPED")), ("worker_id", Text),
        ("version", Nullable(JsonSchemaType.String)), ("trace", Text),
    ];

    private static OpenApiSchema ConfigKey => Object(
        ("name", Text), ("type", Text), ("required", Flag), ("default_value", Nullable(JsonSchemaType.String)), ("importance", Text),
        ("documentation", Text), ("group", Nullable(JsonSchemaType.String)), ("order_in_group", Number), ("width", Text), ("display_name", Text),
        ("dependents", List(Text)));

    private static OpenApiSchema ConfigValue => Object(
        ("name", Text), ("value", Nullable(JsonSchemaType.String)), ("recommended_values", List(Text)), ("errors", List(Text)), ("visible", Flag));

    private static OpenApiSchema Nullable(JsonSchemaType type) => new() { Type = type | JsonSchemaType.Null };

    private static OpenApiSchema OneOf(params string[] values) =>
        new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => (System.Text.Json.Nodes.JsonNode)value)] };

    private static OpenApiSchema List(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchema Map(IOpenApiSchema values) => new() { Type = JsonSchemaType.Object, AdditionalProperties = values };

    private static OpenApiSchema Object(params (string Name, IOpenApiSchema Schema)[] members) =>
        new() { Type = JsonSchemaType.Object, Properties = members.ToDictionary(member => member.Name, member => member.Schema) };
}

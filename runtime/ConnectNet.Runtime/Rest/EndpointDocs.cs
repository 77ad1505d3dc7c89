namespace ConnectNet.Runtime.Rest;

/// <summary>What <c>/openapi.json</c> says of an endpoint beyond its method and path; metadata of the endpoint. Immutable.</summary>
/// <param name="Summary">One line on what it does.</param>
internal sealed record EndpointDocs(string Summary)
{
    /// <summary>Query parameters, with what they mean; a name that ends in <c>?</c> is a flag.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>Schema of the request body; null for none.</summary>
    public ApiSchema? Body { get; init; }

    /// <summary>Statuses of success, with the schema of their bodies or null for none.</summary>
    public IReadOnlyList<(int Status, ApiSchema? Schema)> Answers { get; init; } = [(200, null)];

    /// <summary>An endpoint that answers 200 with a body.</summary>
    public static EndpointDocs Gives(ApiSchema schema, string summary) => new(summary) { Answers = [(200, schema)] };

    /// <summary>An endpoint that answers with a status alone.</summary>
    public static EndpointDocs Does(int status, string summary) => new(summary) { Answers = [(status, null)] };
}

/// <summary>The bodies that requests and answers have.</summary>
internal enum ApiSchema
{
    ServerInfo,
    Health,
    Names,
    Text,
    Config,
    ConnectorInfo,
    CreateConnector,
    ConnectorState,
    TaskState,
    Tasks,
    TaskConfigs,
    Topics,
    Offsets,
    Message,
    Plugins,
    ConfigKeys,
    ConfigInfos,
    Loggers,
    LoggerLevel,
    Level,
    Document,
    Error,
}

using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Rest;

/// <summary>The body of <c>POST /connectors</c>.</summary>
internal sealed record CreateConnectorRequest(string? Name, OrderedDictionary<string, string?>? Config, TargetState? InitialState);

/// <summary>Binds request bodies; what does not fit is an error with Java's words. Stateless.</summary>
internal static class RequestBodies
{
    private const string Entities = "org.apache.kafka.connect.runtime.rest.entities.";
    private const string MapOfStrings = "java.util.Map<java.lang.String,java.lang.String>";

    /// <summary>A map of texts, or null.</summary>
    public static async Task<OrderedDictionary<string, string?>?> StringMapAsync(RestCall call) =>
        JacksonBinder.BindStringMap(await call.JsonBodyAsync().ConfigureAwait(false));

    /// <summary>A connector's config, which must be there.</summary>
    public static async Task<OrderedDictionary<string, string?>> ConfigAsync(RestCall call) =>
        await StringMapAsync(call).ConfigureAwait(false) ?? throw IsNull("java.util.Map.get(Object)", "connectorConfig");

    public static async Task<CreateConnectorRequest> CreateConnectorAsync(RestCall call)
    {
        const string Class = Entities + "CreateConnectorRequest";
        var body = await call.JsonBodyAsync().ConfigureAwait(false);
        return JacksonBinder.Bind(body, Class, static binder =>
        {
            var request = new CreateConnectorRequest(null, null, null);
            binder.ReadBean(Class, ["config", "name", "initial_state"], member => request = member switch
            {
                "name" => request with { Name = binder.ReadString() },
                "config" => request with { Config = binder.ReadStringMap() },
                _ => request with { InitialState = State(binder.ReadEnum(Class + "$InitialState", ["RUNNING", "PAUSED", "STOPPED"])) },
            });
            return request;
        }) ?? throw IsNull(Class + ".name()", "createRequest");
    }

    /// <summary>The body of <c>PATCH …/offsets</c>; null where the list is missing.</summary>
    public static async Task<IReadOnlyList<ConnectorOffset>?> OffsetsAsync(RestCall call)
    {
        const string Class = Entities + "ConnectorOffsets";
        const string Element = Entities + "ConnectorOffset";
        var body = await call.JsonBodyAsync().ConfigureAwait(false);
        var request = JacksonBinder.Bind(body, Class, static binder =>
        {
            List<ConnectorOffset?>? list = null;
            binder.ReadBean(Class, ["offsets"], _ => list = binder.ReadList(Element, () => ReadOffset(binder)));
            return new OffsetsRequest(list);
        }) ?? throw IsNull(Class + ".offsets()", "offsets");
        return request.Offsets?.ConvertAll(o => o ?? throw IsNull(Element + ".partition()", "offset"));

        static ConnectorOffset? ReadOffset(JacksonBinder binder)
        {
            var offset = new ConnectorOffset(null, null);
            var present = binder.ReadBean(Element, ["partition", "offset"], member =>
            {
                var map = TextKeys(binder.ReadObjectMap());
                offset = member == "partition" ? offset with { Partition = map } : offset with { Offset = map };
            });
            return present ? offset : null;
        }
    }

    /// <summary>The body of an internal request with task configs.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string?>> TaskConfigs(byte[] body)
    {
        if (body.Length == 0)
        {
            throw new JacksonException("No content to map due to end-of-input", new JacksonLocation(1, 0).ToString());
        }

        return JacksonBinder.Bind(body, $"java.util.List<{MapOfStrings}>", static binder =>
            binder.ReadList<IReadOnlyDictionary<string, string?>>(MapOfStrings, binder.ReadStringMap)!)?.ConvertAll(c => c!) ?? [];
    }

    /// <summary>What the Java platform says when a method is called on nothing; answers carry this text.</summary>
    public static ConnectException IsNull(string method, string variable) =>
        new($"Cannot invoke \"{method}\" because \"{variable}\" is null");

    private static TargetState? State(string? name) => name switch
    {
        null => null,
        "RUNNING" => TargetState.Started,
        "PAUSED" => TargetState.Paused,
        _ => TargetState.Stopped,
    };

    private static OrderedDictionary<string, object?>? TextKeys(ConnectMap? map) => map is null
        ? null
        : new OrderedDictionary<string, object?>(map.Select(e => KeyValuePair.Create((string)e.Key!, e.Value)), StringComparer.Ordinal);

    private sealed record OffsetsRequest(List<ConnectorOffset?>? Offsets);
}

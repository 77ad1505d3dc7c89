using System.Text.Json;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// A connector that a standalone worker is told to run by a file on its command line. The form is recognised by content: a JSON object of
/// texts, a JSON request as for <c>POST /connectors</c>, or Java properties.
/// </summary>
/// <param name="Name">Name of the connector.</param>
/// <param name="Config">Its config; holds the name too.</param>
/// <param name="InitialState">Target state to begin with, or null.</param>
internal sealed record ConnectorFile(string Name, IReadOnlyDictionary<string, string?> Config, TargetState? InitialState)
{
    private const string NameKey = "name";

    /// <exception cref="ConnectException">The file cannot be read; the name is missing or differs.</exception>
    public static ConnectorFile Read(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            return Flat(content, path, out var noJson) ?? Request(content, path) ?? Named(JavaProperties.Load(path), path, noJson);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ConnectException($"Connector configuration at '{path}' cannot be read: {e.Message}");
        }
    }

    private static ConnectorFile? Flat(byte[] content, string path, out JacksonException? refused)
    {
        OrderedDictionary<string, string?>? config;
        try
        {
            config = JacksonBinder.BindStringMap(content);
            refused = null;
        }
        catch (JacksonException e)
        {
            refused = e;
            return null;
        }

        return config is null ? null : Named(config, path, null);
    }

    /// <param name="config">The config.</param>
    /// <param name="path">Its file, for the message.</param>
    /// <param name="noJson">Why a file that was then read as properties is no JSON: what its author wants to know where the name is missing.</param>
    private static ConnectorFile Named(OrderedDictionary<string, string?> config, string path, JacksonException? noJson) =>
        config.TryGetValue(NameKey, out var name) && name is not null
            ? new ConnectorFile(name, config, null)
            : throw new ConnectException($"Connector configuration at '{path}' is missing the mandatory '{NameKey}' configuration", noJson);

    private static ConnectorFile? Request(byte[] content, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(JacksonText.Normalize(content) ?? "null"u8.ToArray());
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("config", out var element)
                || JacksonBinder.BindStringMap(JsonSerializer.SerializeToUtf8Bytes(element)) is not { } config)
            {
                return null;
            }

            var name = document.RootElement.TryGetProperty(NameKey, out var named) ? named.GetString() : null;
            if (!config.TryAdd(NameKey, name) && config[NameKey] != name)
            {
                throw new ConnectException(
                    $"Connector name configuration in 'config' doesn't match the one specified in 'name' at '{path}'");
            }

            return new ConnectorFile(name ?? "", config, State(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or JacksonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TargetState? State(JsonElement request)
    {
        var text = request.TryGetProperty("initial_state", out var state) ? state.GetString()?.ToUpperInvariant() : null;
        return text switch
        {
            null => null,
            "RUNNING" => TargetState.Started,
            "PAUSED" => TargetState.Paused,
            "STOPPED" => TargetState.Stopped,
            _ => throw new JsonException("unknown initial_state"),
        };
    }
}

using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>Listing, creating, reading, changing and deleting connectors.</summary>
internal sealed partial class ConnectorsEndpoints(Herder herder, LeaderForwarding forwarding, ILogger<ConnectorsEndpoints> logger)
{
    private const string Name = "name";

    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/connectors", ListAsync,
            new("Names of the connectors; with expand an object of their states or configurations")
            {
                Query = [("expand", "status or info; may be given twice")],
                Answers = [(200, ApiSchema.Names)],
            });
        routes.Map("POST", "/connectors", CreateAsync,
            new("Creates a connector")
            {
                Body = ApiSchema.CreateConnector,
                Answers = [(201, ApiSchema.ConnectorInfo)],
            });
        routes.Map("GET", "/connectors/{connector}", InfoAsync,
            EndpointDocs.Gives(ApiSchema.ConnectorInfo, "Configuration and tasks of a connector"));
        routes.Map("DELETE", "/connectors/{connector}", DeleteAsync, EndpointDocs.Does(204, "Deletes a connector; its offsets stay"));
        routes.Map("GET", "/connectors/{connector}/config", ConfigAsync,
            EndpointDocs.Gives(ApiSchema.Config, "Configuration of a connector as it was given"));
        routes.Map("PUT", "/connectors/{connector}/config", PutConfigAsync,
            new("Creates a connector or replaces its configuration")
            {
                Body = ApiSchema.Config,
                Answers = [(200, ApiSchema.ConnectorInfo), (201, ApiSchema.ConnectorInfo)],
            });
        routes.Map("PATCH", "/connectors/{connector}/config", PatchConfigAsync,
            new("Changes keys of a configuration; null removes one")
            {
                Body = ApiSchema.Config,
                Answers = [(200, ApiSchema.ConnectorInfo)],
            });
        routes.Map("GET", "/connectors/{connector}/tasks", TasksAsync,
            EndpointDocs.Gives(ApiSchema.Tasks, "Tasks of a connector with their configurations"));
    }

    private Task ListAsync(RestCall call) => call.Query.Contains("expand")
        ? call.RespondAsync(StatusCodes.Status200OK, Expand([.. call.Query.All("expand").Distinct()]), WriteExpanded)
        : call.RespondAsync(StatusCodes.Status200OK, herder.Connectors(), RestJson.WriteNames);

    private List<KeyValuePair<string, List<KeyValuePair<string, object>>>> Expand(IReadOnlyList<string> expansions)
    {
        var result = new List<KeyValuePair<string, List<KeyValuePair<string, object>>>>();
        foreach (var connector in herder.Connectors())
        {
            try
            {
                result.Add(KeyValuePair.Create(connector, Expand(connector, expansions)));
            }
            catch (NotFoundException)
            {
                Gone(logger, connector);
            }
        }

        return JavaOrder.HashOrder(result);
    }

    private List<KeyValuePair<string, object>> Expand(string connector, IReadOnlyList<string> expansions)
    {
        var members = new List<KeyValuePair<string, object>>();
        foreach (var expansion in expansions)
        {
            switch (expansion)
            {
                case "status":
                    members.Add(KeyValuePair.Create<string, object>(expansion, herder.ConnectorStatus(connector)));
                    break;
                case "info":
                    members.Add(KeyValuePair.Create<string, object>(expansion, herder.LocalConnectorInfo(connector)));
                    break;
                default:
                    UnknownExpansion(logger, expansion);
                    break;
            }
        }

        return members;
    }

    private static void WriteExpanded(Utf8JsonWriter writer, List<KeyValuePair<string, List<KeyValuePair<string, object>>>> connectors)
    {
        writer.WriteStartObject();
        foreach (var (connector, members) in connectors)
        {
            writer.WriteStartObject(connector);
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                if (value is ConnectorStateInfo state)
                {
                    RestJson.WriteState(writer, state);
                }
                else
                {
                    RestJson.WriteInfo(writer, (ConnectorInfo)value);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private async Task CreateAsync(RestCall call)
    {
        var request = await RequestBodies.CreateConnectorAsync(call).ConfigureAwait(false);
        var name = request.Name?.Trim() ?? "";
        var config = WithName(name, request.Config ?? throw RequestBodies.IsNull("java.util.Map.get(Object)", "connectorConfig"));
        var body = JavaJson.Write((name, config, request.InitialState), static (writer, r) =>
        {
            writer.WriteStartObject();
            writer.WriteString(Name, r.name);
            writer.WritePropertyName("config");
            RestJson.WriteConfig(writer, r.config);
            writer.WriteString("initial_state", r.InitialState switch
            {
                null => null,
                TargetState.Started => "RUNNING",
                TargetState.Paused => "PAUSED",
                _ => "STOPPED",
            });
            writer.WriteEndObject();
        });
        var outcome = await forwarding.RunAsync(
            call,
            deadline => herder.PutConnectorConfigAsync(name, config, request.InitialState, allowReplace: false, deadline),
            new ForwardedRequest(HttpMethod.Post, ["connectors"], body)).ConfigureAwait(false);
        await RespondPutAsync(call, name, outcome).ConfigureAwait(false);
    }

    private async Task PutConfigAsync(RestCall call)
    {
        var name = call.Connector;
        var config = WithName(name, await RequestBodies.ConfigAsync(call).ConfigureAwait(false));
        var outcome = await forwarding.RunAsync(
            call,
            deadline => herder.PutConnectorConfigAsync(name, config, null, allowReplace: true, deadline),
            ForwardedConfig(HttpMethod.Put, name, config)).ConfigureAwait(false);
        await RespondPutAsync(call, name, outcome).ConfigureAwait(false);
    }

    private static Task RespondPutAsync(RestCall call, string name, Outcome<(bool Created, ConnectorInfo Info)> outcome)
    {
        var status = outcome.Remote?.Status ?? (outcome.Local.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        if (status == StatusCodes.Status201Created)
        {
            var request = call.Http.Request;
            call.Http.Response.Headers.Location = LeaderClient.Url($"{request.Scheme}://{request.Host.Value}", "connectors", name);
        }

        return outcome.Remote is { } remote
            ? call.RespondAsync(status, remote.Body ?? [])
            : call.RespondAsync(status, outcome.Local.Info, RestJson.WriteInfo);
    }

    private async Task PatchConfigAsync(RestCall call)
    {
        var name = call.Connector;
        var patch = await RequestBodies.StringMapAsync(call).ConfigureAwait(false);
        if (patch is null)
        {
            await herder.ConnectorConfigAsync(name, call.Deadline).ConfigureAwait(false);
            throw RequestBodies.IsNull("java.util.Map.forEach(java.util.function.BiConsumer)", "patch");
        }

        var outcome = await forwarding.RunAsync(
            call,
            deadline => herder.PatchConnectorConfigAsync(name, patch, deadline),
            ForwardedConfig(HttpMethod.Patch, name, patch)).ConfigureAwait(false);
        await (outcome.Remote is { } remote
            ? call.RespondAsync(StatusCodes.Status200OK, remote.Body ?? [])
            : call.RespondAsync(StatusCodes.Status200OK, outcome.Local!, RestJson.WriteInfo)).ConfigureAwait(false);
    }

    private async Task InfoAsync(RestCall call)
    {
        var info = await herder.ConnectorInfoAsync(call.Connector, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, info, RestJson.WriteInfo).ConfigureAwait(false);
    }

    private async Task ConfigAsync(RestCall call)
    {
        var config = await herder.ConnectorConfigAsync(call.Connector, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, config, RestJson.WriteConfig).ConfigureAwait(false);
    }

    private async Task TasksAsync(RestCall call)
    {
        var tasks = await herder.TaskConfigsAsync(call.Connector, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, tasks, RestJson.WriteTasks).ConfigureAwait(false);
    }

    private async Task DeleteAsync(RestCall call)
    {
        var name = call.Connector;
        await forwarding.RunAsync(
            call,
            deadline => herder.DeleteConnectorAsync(name, deadline),
            new ForwardedRequest(HttpMethod.Delete, ["connectors", name])).ConfigureAwait(false);
        call.Respond(StatusCodes.Status204NoContent);
    }

    private static ForwardedRequest ForwardedConfig(HttpMethod method, string connector, OrderedDictionary<string, string?> config) =>
        new(method, ["connectors", connector, "config"], JavaJson.Write(config, RestJson.WriteConfig));

    /// <summary>The config with the connector's name in it.</summary>
    private static OrderedDictionary<string, string?> WithName(string name, OrderedDictionary<string, string?> config)
    {
        if (config.GetValueOrDefault(Name) is { } included && included != name)
        {
            throw new BadRequestException($"Connector name configuration ({included}) doesn't match connector name in the URL ({name})");
        }

        config[Name] = name;
        return config;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Unable to get connector info for {Connector} on this worker")]
    private static partial void Gone(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignoring unknown expansion type {Expansion}")]
    private static partial void UnknownExpansion(ILogger logger, string expansion);
}

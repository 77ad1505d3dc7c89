using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary><c>/connector-plugins</c>: what is installed, which keys it takes, and validation of configs.</summary>
internal sealed class PluginsEndpoints(Herder herder, PluginCatalog plugins)
{
    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/connector-plugins", ListAsync,
            new("Installed plug-ins")
            {
                Query = [("connectorsOnly?", "false lists transformations, predicates and converters too")],
                Answers = [(200, ApiSchema.Plugins)],
            });
        routes.Map("GET", "/connector-plugins/{plugin}/config", ConfigAsync,
            new("Configuration keys of a plug-in")
            {
                Query = [("version", "Version or range; the newest if absent")],
                Answers = [(200, ApiSchema.ConfigKeys)],
            });
        routes.Map("PUT", "/connector-plugins/{plugin}/config/validate", ValidateAsync,
            new("Checks a configuration, key by key")
            {
                Body = ApiSchema.Config,
                Answers = [(200, ApiSchema.ConfigInfos)],
            });
    }

    private Task ListAsync(RestCall call)
    {
        var connectorsOnly = call.Query.First("connectorsOnly") is not { Length: > 0 } || call.Query.Flag("connectorsOnly");
        var listed = plugins.Plugins.Where(p => p.Kind <= (connectorsOnly ? PluginKind.Source : PluginKind.HeaderConverter));
        return call.RespondAsync(StatusCodes.Status200OK, listed, static (writer, all) =>
        {
            writer.WriteStartArray();
            foreach (var plugin in all)
            {
                WritePlugin(writer, plugin);
            }

            writer.WriteEndArray();
        });
    }

    private Task ConfigAsync(RestCall call)
    {
        var keys = PluginKeys.Of(plugins, call.Parameter("plugin"), call.Query.First("version"));
        return call.RespondAsync(StatusCodes.Status200OK, keys, static (writer, all) =>
        {
            writer.WriteStartArray();
            foreach (var key in all)
            {
                ConfigJson.WriteDefinition(writer, key);
            }

            writer.WriteEndArray();
        });
    }

    private async Task ValidateAsync(RestCall call)
    {
        var config = await RequestBodies.ConfigAsync(call).ConfigureAwait(false);
        var plugin = call.Parameter("plugin");
        if (config.GetValueOrDefault(ConnectorKeys.ConnectorClass) is { } type
            && !WithoutSuffix(type).EndsWith(WithoutSuffix(plugin), StringComparison.Ordinal))
        {
            throw new BadRequestException($"Included connector type {type} does not match request type {plugin}");
        }

        var infos = await ValidateAsync(config, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, infos, ConfigJson.WriteInfos).ConfigureAwait(false);
    }

    private async Task<ConfigInfos> ValidateAsync(IReadOnlyDictionary<string, string?> config, CancellationToken deadline)
    {
        try
        {
            return await herder.ValidateConnectorConfigAsync(config, deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            // Without the period that other requests have here.
            var stage = (e as RequestTimeoutException)?.Stage;
            throw new RestRequestException(500, 500, stage is null ? "Request timed out" : "Request timed out. " + stage.Summary, e);
        }
        catch (Exception e)
        {
            throw new ConnectException(null, e);
        }
    }

    private static void WritePlugin(Utf8JsonWriter writer, Plugin plugin)
    {
        writer.WriteStartObject();
        writer.WriteString("class", plugin.ClassName);
        writer.WriteString("type", plugin.Kind.RestName());
        if (plugin.Version is { } version)
        {
            writer.WriteString("version", version);
        }

        writer.WriteEndObject();
    }

    private static string WithoutSuffix(string name) =>
        name.EndsWith("Connector", StringComparison.Ordinal) ? name[..^"Connector".Length] : name;
}

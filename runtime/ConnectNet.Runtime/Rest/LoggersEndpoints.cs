using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Logging;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary><c>/admin/loggers</c>: levels of loggers, of this worker or of the whole cluster.</summary>
internal sealed partial class LoggersEndpoints(Herder herder, LoggerLevels levels, ILogger<LoggersEndpoints> logger)
{
    private const EndpointTraits Traits = EndpointTraits.ConsumesJson | EndpointTraits.Admin;

    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/admin/loggers", ListAsync, Traits, EndpointDocs.Gives(ApiSchema.Loggers, "Loggers with their levels"));
        routes.Map("GET", "/admin/loggers/{logger}", LevelAsync, Traits, EndpointDocs.Gives(ApiSchema.LoggerLevel, "Level of a logger"));
        routes.Map("PUT", "/admin/loggers/{logger}", SetLevelAsync, Traits,
            new("Sets the level of a logger and of all whose names begin with its name; names those that changed")
            {
                Query = [("scope", "worker, or cluster for all workers")],
                Body = ApiSchema.Level,
                Answers = [(200, ApiSchema.Names), (204, null)],
            });
    }

    private Task ListAsync(RestCall call) => call.RespondAsync(StatusCodes.Status200OK, levels.AllLevels(), static (writer, all) =>
    {
        writer.WriteStartObject();
        foreach (var (name, level) in all)
        {
            writer.WritePropertyName(name);
            WriteLevel(writer, level);
        }

        writer.WriteEndObject();
    });

    private Task LevelAsync(RestCall call)
    {
        var name = call.Parameter("logger");
        var level = levels.Level(name) ?? throw new NotFoundException($"Logger {name} not found.");
        return call.RespondAsync(StatusCodes.Status200OK, level, WriteLevel);
    }

    private async Task SetLevelAsync(RestCall call)
    {
        var name = call.Parameter("logger");
        var body = await RequestBodies.StringMapAsync(call).ConfigureAwait(false)
            ?? throw RequestBodies.IsNull("java.util.Map.get(Object)", "levelMap");
        var text = body.GetValueOrDefault("level")
            ?? throw new BadRequestException("Desired 'level' parameter was not specified in request.");
        var level = text.Length == 0
            ? throw new ConnectException("Illegal null or empty Level name.")
            : JavaLevels.Parse(text) ?? throw new NotFoundException($"invalid log level '{text}'.");
        var scope = call.Query.First("scope") ?? "worker";
        if (scope.Equals("cluster", StringComparison.OrdinalIgnoreCase))
        {
            herder.SetClusterLoggerLevel(name, text);
            call.Respond(StatusCodes.Status204NoContent);
            return;
        }

        if (!scope.Equals("worker", StringComparison.OrdinalIgnoreCase))
        {
            UnknownScope(logger, scope);
        }

        await call.RespondAsync(StatusCodes.Status200OK, levels.SetLevel(name, level), RestJson.WriteNames).ConfigureAwait(false);
    }

    private static void WriteLevel(Utf8JsonWriter writer, LoggerLevel level)
    {
        writer.WriteStartObject();
        writer.WriteString("level", level.Level.Name());
        if (level.LastModified is { } time)
        {
            writer.WriteNumber("last_modified", time);
        }
        else
        {
            writer.WriteNull("last_modified");
        }

        writer.WriteEndObject();
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Received invalid scope '{Scope}' in request to adjust logging level; will default to worker")]
    private static partial void UnknownScope(ILogger logger, string scope);
}

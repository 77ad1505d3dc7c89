using System.Text.Json;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>An error answer: <c>{"error_code":…,"message":…}</c>.</summary>
internal sealed record RestError(int Status, int ErrorCode, string? Message)
{
    public static void Write(Utf8JsonWriter writer, RestError error)
    {
        writer.WriteStartObject();
        writer.WriteNumber("error_code", error.ErrorCode);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }
}

/// <summary>
/// Turns what an endpoint throws into an error answer, by Java's table and in its precedence, and logs what nobody foresaw. Stateless.
/// </summary>
internal static partial class RestErrors
{
    /// <summary>Category of the log lines.</summary>
    public const string Category = "org.apache.kafka.connect.runtime.rest.errors.ConnectExceptionMapper";

    /// <summary>The answer for an exception.</summary>
    public static RestError Of(Exception exception) => exception switch
    {
        RestRequestException e => new RestError(e.Status, e.ErrorCode, e.Message),
        NotFoundException e => new RestError(404, 404, KafkaException.MessageOf(e)),
        AlreadyExistsException e => new RestError(409, 409, KafkaException.MessageOf(e)),
        UnsupportedMediaTypeException e => new RestError(415, 415, e.Message),
        RequestTimeoutException { Stage: { } stage } => new RestError(500, 500, $"Request timed out. {stage.Summary}."),
        OperationCanceledException => new RestError(500, 500, "Request timed out"),
        BadHttpRequestException e => new RestError(e.StatusCode, e.StatusCode, e.Message),
        _ => new RestError(500, 500, KafkaException.MessageOf(exception)),
    };

    /// <summary>The answer for a request that reached no endpoint; it has no Content-Type.</summary>
    public static RestError Of(int status) => new(status, status, "HTTP " + status + " " + status switch
    {
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        _ => "Unsupported Media Type",
    });

    /// <summary>Writes an answer for a request that reached no endpoint.</summary>
    public static Task WriteUnroutedAsync(HttpContext http, int status) =>
        RestCall.WriteAsync(http, status, JavaJson.Write(Of(status), static (writer, error) => RestError.Write(writer, error)));

    /// <summary>Writes the answer for what an endpoint threw.</summary>
    public static Task WriteAsync(RestCall call, Exception exception, ILogger logger)
    {
        var error = Of(exception);
        var path = call.Http.Request.Path.Value ?? "";
        if (logger.IsEnabled(LogLevel.Debug))
        {
            Uncaught(logger, path, exception);
        }
        else if (exception is not (RestRequestException or NotFoundException or AlreadyExistsException or UnsupportedMediaTypeException))
        {
            Unforeseen(logger, path, exception);
        }

        return call.RespondAsync(error.Status, error, static (writer, e) => RestError.Write(writer, e));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Uncaught exception in REST call to {Path}")]
    private static partial void Uncaught(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Uncaught exception in REST call to {Path}")]
    private static partial void Unforeseen(ILogger logger, string path, Exception exception);
}

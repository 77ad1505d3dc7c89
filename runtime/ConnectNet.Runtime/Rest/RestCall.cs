using System.Buffers;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// One routed request and its answer, as endpoints see it: decoded path parameters, query, body, a deadline, and a writer of JSON with
/// Java's escapes. Used by one request at a time.
/// </summary>
internal sealed class RestCall : IDisposable
{
    private const int LargestUnchunked = 8192;

    private readonly CancellationTokenSource _deadline;
    private readonly MediaType _responseType;
    private readonly TimeProvider _time;

    /// <param name="http">The request.</param>
    /// <param name="responseType">Content-Type of the answer.</param>
    /// <param name="time">Clock of the deadline.</param>
    /// <param name="limit">How long the request may take.</param>
    public RestCall(HttpContext http, MediaType responseType, TimeProvider time, TimeSpan limit)
    {
        Http = http;
        _responseType = responseType;
        _time = time;
        Query = RestQuery.Parse(http.Request.QueryString.Value);
        _deadline = new CancellationTokenSource(limit, time);
    }

    public HttpContext Http { get; }

    public RestQuery Query { get; }

    /// <summary>Ends the wait for the herder.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>A deadline of its own, to be disposed.</summary>
    public CancellationTokenSource DeadlineAfter(TimeSpan limit) => new(limit, _time);

    /// <summary>The path parameter <c>connector</c>.</summary>
    public string Connector => Parameter("connector");

    /// <summary>The path parameter <c>task</c>.</summary>
    /// <exception cref="NotFoundException">It is no int32.</exception>
    public int Task => JavaPrimitives.TryInt32(Parameter("task"), out var task)
        ? task
        : throw new NotFoundException("HTTP 404 Not Found");

    /// <summary>A decoded path parameter.</summary>
    public string Parameter(string name) => (string)Http.GetRouteValue(name)!;

    /// <summary>The body, empty for none.</summary>
    public async Task<byte[]> RawBodyAsync()
    {
        using var buffer = new MemoryStream();
        await Http.Request.Body.CopyToAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <summary>The body where JSON is expected, in UTF-8; empty for none.</summary>
    /// <exception cref="UnsupportedMediaTypeException">There is one, but no header says that it is JSON.</exception>
    public async Task<byte[]> JsonBodyAsync()
    {
        var body = await RawBodyAsync().ConfigureAwait(false);
        return body.Length > 0 && Http.Request.ContentType is null ? throw new UnsupportedMediaTypeException() : JsonEncoding.ToUtf8(body);
    }

    /// <summary>Answers without a body.</summary>
    public void Respond(int status) => Http.Response.StatusCode = status;

    /// <summary>Answers with JSON.</summary>
    public Task RespondAsync<TState>(int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, JavaJson.WriterOptions))
        {
            write(writer, state);
        }

        return RespondAsync(status, _responseType.ToString(), buffer.WrittenMemory);
    }

    /// <summary>Answers with JSON that is written already.</summary>
    public Task RespondAsync(int status, ReadOnlyMemory<byte> json) => RespondAsync(status, _responseType.ToString(), json);

    /// <summary>Answers with bytes of any type.</summary>
    public Task RespondAsync(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        Http.Response.ContentType = contentType;
        return WriteAsync(Http, status, body);
    }

    /// <summary>Writes a body with the length header that Java gives it; larger ones are chunked.</summary>
    public static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        http.Response.StatusCode = status;
        http.Items[typeof(RestCall)] = body.Length;
        if (body.Length <= LargestUnchunked)
        {
            http.Response.ContentLength = body.Length;
        }

        return http.Response.Body.WriteAsync(body).AsTask();
    }

    public void Dispose() => _deadline.Dispose();
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

/// <summary>What a server was sent.</summary>
internal sealed record SeenCall(string Method, string Target, IReadOnlyDictionary<string, string?> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public Dictionary<string, string> Form => Body.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=')).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
}

/// <summary>A real HTTP server on the loopback, whose answers a test writes, and which keeps what it was asked.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private HttpServer(WebApplication server)
    {
        _server = server;
    }

    public ConcurrentQueue<SeenCall> Seen { get; } = new();

    /// <summary>Answers the call of this number, beginning with 1.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Uri Url => new(_server.Urls.First() + "/");

    public static async Task<HttpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new HttpServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public void AnswerJson(string json, int status = 200) => Answer = (context, _) => WriteAsync(context, json, status);

    public static async Task WriteAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        int number;
        lock (Seen)
        {
            // The server's own header collection serves the next call too.
            var headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            Seen.Enqueue(new SeenCall(context.Request.Method, context.Request.GetEncodedPathAndQuery(), headers, body));
            number = Seen.Count;
        }

        await Answer(context, number);
    }
}

using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Rest;

/// <summary>A REST server on ports of the loopback interface, asked over sockets so that any target can be sent.</summary>
internal sealed class RestFixture : IAsyncDisposable
{
    private readonly ConnectMetrics _metrics = new(TimeProvider.System);
    private readonly LeaderClient _leader = new("HmacSHA256");
    private readonly ILoggerFactory _loggers;

    private RestFixture(WorkerConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        Config = config;
        _loggers = loggers;
        Server = new RestServer(config, loggers, time);
    }

    public WorkerConfig Config { get; }

    public RestServer Server { get; }

    public LoggerLevels Levels { get; } = new(TimeProvider.System);

    public int Port => Server.BoundPort(Config.Listeners[0]);

    public static async Task<RestFixture> StartAsync(
        Herder? herder = null, IReadOnlyDictionary<string, string?>? settings = null, ILoggerFactory? loggers = null, TimeProvider? time = null)
    {
        var properties = new Dictionary<string, string?>
        {
            ["bootstrap.servers"] = "127.0.0.1:1",
            ["key.converter"] = "x",
            ["value.converter"] = "x",
            ["offset.storage.file.filename"] = "x",
            ["listeners"] = "http://127.0.0.1:0",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            properties[key] = value;
        }

        var fixture = new RestFixture(StandaloneConfig.Parse(properties, _ => typeof(object)), loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System);
        await fixture.Server.StartAsync(CancellationToken.None);
        if (herder is not null)
        {
            fixture.Open(herder);
        }

        return fixture;
    }

    public void Open(Herder herder) => Server.Open(new RestParts(
        herder, Config, PluginCatalog.Scan("/none", [], NullLogger.Instance), _leader, Levels, _metrics, _loggers));

    public Task<RawAnswer> SendAsync(string method, string target, params string[] headers) => SendAsync(Port, method, target, headers, "");

    public Task<RawAnswer> SendJsonAsync(string method, string target, string body) =>
        SendAsync(Port, method, target, ["Content-Type: application/json"], body);

    /// <summary>Asks the one listener over TLS, trusting nothing but the given certificate.</summary>
    public async Task<string> SendTlsAsync(string target, X509Certificate2 server)
    {
        using var client = new TcpClient("127.0.0.1", Port);
        await using var stream = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate!.GetCertHashString() == server.GetCertHashString());
        await stream.AuthenticateAsClientAsync("localhost");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: worker:1\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public static async Task<RawAnswer> SendAsync(int port, string method, string target, IEnumerable<string> headers, string? body)
    {
        using var client = new TcpClient("127.0.0.1", port);
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        var lines = headers.Prepend("Connection: close").Prepend("Host: worker:1");
        if (body is { Length: > 0 })
        {
            lines = lines.Append("Content-Length: " + bytes.Length.ToString(CultureInfo.InvariantCulture));
        }

        var head = $"{method} {target} HTTP/1.1\r\n{string.Join("\r\n", lines)}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head).Concat(bytes).ToArray());
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return RawAnswer.Parse(await reader.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync();
        await Server.DisposeAsync();
        _leader.Dispose();
        _metrics.Dispose();
    }
}

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }
}

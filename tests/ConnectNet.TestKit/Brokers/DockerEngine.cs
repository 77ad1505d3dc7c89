using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// Asks whether a Docker engine answers at the address of <c>DOCKER_HOST</c>, else at <c>/var/run/docker.sock</c>. It does so over a bare socket: every run
/// without Kafka asks, and the library that speaks to engines takes long to load and to find out that there is none. An engine behind TLS is not asked.
/// </summary>
internal static class DockerEngine
{
    private const string DefaultAddress = "unix:///var/run/docker.sock";

    // An engine answers in a few milliseconds; what takes longer is none that a test run should wait for.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether one answers.</summary>
    /// <param name="address">As in <c>DOCKER_HOST</c>, <c>unix:///path</c> or <c>tcp://host:port</c>; null or empty for the default.</param>
    public static async Task<bool> AnswersAsync(string? address)
    {
        if (EndPointOf(string.IsNullOrEmpty(address) ? DefaultAddress : address) is not { } engine)
        {
            return false;
        }
        using var limit = new CancellationTokenSource(Limit);
        using var socket = engine is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(engine, limit.Token);
            // By this version the server closes behind its answer.
            await socket.SendAsync("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"u8.ToArray(), limit.Token);
            var answer = new byte[4096];
            var length = 0;
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), limit.Token) is > 0 and var read)
            {
                length += read;
            }
            var text = Encoding.ASCII.GetString(answer, 0, length);
            return text.Split("\r\n")[0].Split(' ') is [_, "200", ..] && text.EndsWith("\r\n\r\nOK", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static EndPoint? EndPointOf(string address) => !Uri.TryCreate(address, UriKind.Absolute, out var uri) ? null : uri.Scheme switch
    {
        "unix" when File.Exists(uri.AbsolutePath) => new UnixDomainSocketEndPoint(uri.AbsolutePath),
        "tcp" when uri.Port > 0 => new DnsEndPoint(uri.Host, uri.Port),
        _ => null,
    };
}

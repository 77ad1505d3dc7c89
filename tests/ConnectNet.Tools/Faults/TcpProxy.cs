using System.Net;
using System.Net.Sockets;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// A network between a worker and a broker that can be cut: what is sent meanwhile vanishes without an answer, as behind a dead switch; nothing is
/// refused. Mending it breaks the connections of before. Thread-safe.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private readonly int _target;
    private readonly List<TcpClient> _connections = [];
    private volatile bool _cut;

    private TcpProxy(int port, int target)
    {
        Port = port;
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <param name="target">Port that it leads to.</param>
    /// <param name="port">Port of its own; null takes a free one.</param>
    public static TcpProxy Start(int target, int? port = null) => new(port ?? Ports.Free(), target);

    public void Cut() => _cut = true;

    public void Mend()
    {
        _cut = false;
        lock (_connections)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Mend();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            lock (_connections)
            {
                _connections.AddRange([client, server]);
            }
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _ended.Token);
                await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
            }
            lock (_connections)
            {
                _connections.RemoveAll(connection => connection == client || connection == server);
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _ended.Token)) > 0)
        {
            if (!_cut)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), _ended.Token);
            }
        }
    }
}

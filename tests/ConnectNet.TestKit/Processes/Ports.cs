using System.Net;
using System.Net.Sockets;

namespace ConnectNet.TestKit.Processes;

/// <summary>
/// Hands out free TCP ports on the loopback address. They lie below the range that the system gives to outgoing connections, so a port
/// cannot be taken by one between here and its use; each is handed out once per process. <c>CONNECTNET_TEST_PORTS=21000-21999</c>
/// narrows the range.
/// </summary>
internal static class Ports
{
    private static readonly Lock Gate = new();
    private static readonly (int First, int Last) Range = ReadRange();
    private static int _next = Range.First + Environment.ProcessId * 17 % (Range.Last - Range.First + 1);

    public static int Free()
    {
        lock (Gate)
        {
            for (var tries = Range.Last - Range.First; tries >= 0; tries--)
            {
                var port = _next;
                _next = _next >= Range.Last ? Range.First : _next + 1;
                if (IsFree(port))
                {
                    return port;
                }
            }
        }
        throw new InvalidOperationException($"no free port between {Range.First} and {Range.Last}; set CONNECTNET_TEST_PORTS to another range");
    }

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static (int First, int Last) ReadRange()
    {
        var parts = (Environment.GetEnvironmentVariable("CONNECTNET_TEST_PORTS") ?? "22000-29999").Split('-');
        return (int.Parse(parts[0]), int.Parse(parts[1]));
    }
}

using System.Net;
using System.Net.Sockets;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ConnectNet.Runtime.Rest;

/// <summary>Opens the server's ports; one that cannot be opened is an error of the setting that asks for it.</summary>
internal sealed class RestTransport(SocketTransportFactory sockets, RestListeners listeners) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return await sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e.GetBaseException() is SocketException socket)
        {
            var (key, value) = listeners.Setting(endpoint);
            throw new ConfigException(key, value, "cannot listen there: " + socket.Message + Cure(socket.SocketErrorCode));
        }
    }

    private static string Cure(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => ". Choose another port, or end the process that has it",
        SocketError.AddressNotAvailable => ". The address must be one of this machine's",
        SocketError.AccessDenied => ". Ports below 1024 take a privilege; choose another port",
        _ => "",
    };
}

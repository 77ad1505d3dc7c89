using System.Globalization;
using System.Net;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConnectNet.Runtime.Rest;

/// <summary>The addresses the server listens on and what each is for. Used by the server alone.</summary>
internal sealed class RestListeners
{
    private readonly List<(RestListener Listener, ListenerRole Role)> _wanted = [];
    private readonly Dictionary<(RestListener, ListenerRole), ListenOptions> _bound = [];

    /// <param name="config">Names the listeners.</param>
    public RestListeners(WorkerConfig config)
    {
        _wanted.AddRange(config.Listeners.Select(l => (l, ListenerRole.Main)));
        _wanted.AddRange((config.AdminListeners ?? []).Select(l => (l, ListenerRole.Admin)));
        if (config.Values[WorkerKeys.MetricsPort] is int port)
        {
            _wanted.Add((new RestListener("http", "", port), ListenerRole.Metrics));
        }
    }

    /// <summary>Tells the server where to listen; each connection knows the role of its listener.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="useTls">Makes a listener an https one.</param>
    public void Configure(KestrelServerOptions kestrel, Action<ListenOptions, ListenerRole> useTls)
    {
        foreach (var (listener, role) in _wanted)
        {
            kestrel.Listen(Address(listener), listener.Port, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                options.Use(next => connection =>
                {
                    connection.Features.Set(new ListenerFeature(role));
                    return next(connection);
                });
                if (listener.IsHttps)
                {
                    useTls(options, role);
                }

                _bound[(listener, role)] = options;
            });
        }
    }

    /// <summary>The key that asks for an address, and its value.</summary>
    public (string Key, string Value) Setting(EndPoint endpoint)
    {
        var ((listener, role), _) = _bound.FirstOrDefault(bound => Equals(bound.Value.EndPoint, endpoint));
        return role switch
        {
            ListenerRole.Metrics => (WorkerKeys.MetricsPort, listener.Port.ToString(CultureInfo.InvariantCulture)),
            ListenerRole.Admin => (WorkerKeys.AdminListeners, listener.ToString()),
            _ => (WorkerKeys.Listeners, listener.ToString()),
        };
    }

    /// <summary>The port a started listener really has.</summary>
    public int BoundPort(RestListener listener, ListenerRole role) => _bound[(listener, role)].IPEndPoint!.Port;

    private static IPAddress Address(RestListener listener)
    {
        if (listener.Host.Length == 0)
        {
            return System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (IPAddress.TryParse(listener.Host, out var address))
        {
            return address;
        }

        try
        {
            return Dns.GetHostAddresses(listener.Host)[0];
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new ConfigException($"Host {listener.Host} of listener {listener} is unknown: {e.Message}", e);
        }
    }
}

/// <summary>On every connection: what its listener is for.</summary>
internal sealed record ListenerFeature(ListenerRole Role);

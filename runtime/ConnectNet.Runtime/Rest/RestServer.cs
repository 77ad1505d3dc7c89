using ConnectNet.Runtime.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The HTTP server of a worker. It opens its ports before there is a herder, so that ports chosen by the system are known; until
/// <see cref="Open"/> everything is 404. Owns the sockets. Start, open and stop are called in this order by one thread.
/// </summary>
internal sealed partial class RestServer : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(90);

    private readonly WorkerConfig _config;
    private readonly ILogger _logger;
    private readonly RestListeners _listeners;
    private readonly Dictionary<ListenerRole, RestPipeline> _pipelines;
    private readonly RestExtensions _extensions;
    private readonly WebApplication _app;

    /// <param name="config">Listeners and REST settings.</param>
    /// <param name="loggers">For the access log and for errors.</param>
    /// <param name="time">Clock of deadlines and logs.</param>
    public RestServer(WorkerConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        _config = config;
        _logger = loggers.CreateLogger<RestServer>();
        _listeners = new RestListeners(config);
        _extensions = new RestExtensions(loggers);
        _pipelines = new Dictionary<ListenerRole, RestPipeline>
        {
            [ListenerRole.Main] = RestSettings.MainPipeline(config, loggers, time),
            [ListenerRole.Admin] = new(loggers, time),
            [ListenerRole.Metrics] = new(loggers, time),
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<ILoggerFactory>(new ServerLoggers(loggers));
        builder.Services.AddSingleton(_listeners).AddSingleton<SocketTransportFactory>().AddSingleton<IConnectionListenerFactory, RestTransport>();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopLimit);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(ConfigureKestrel);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The URL under which other workers reach this one, with a slash at its end. Known once the server has started.</summary>
    public string AdvertisedUrl => _config.AdvertisedUrl(l => _listeners.BoundPort(l, ListenerRole.Main));

    /// <summary>The port a listener really has. Known once the server has started.</summary>
    public int BoundPort(RestListener listener, ListenerRole role = ListenerRole.Main) => _listeners.BoundPort(listener, role);

    /// <summary>Opens the ports.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">One cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var listener in _config.Listeners)
        {
            var port = _listeners.BoundPort(listener, ListenerRole.Main);
            Listening(_logger, listener.Protocol, listener.Host, port);
        }
    }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A REST extension is unknown or cannot be set up.</exception>
    public void Open(RestParts parts)
    {
        _extensions.Open(parts, _app.Services);
        var routes = new RestRoutes(_app);
        RestApi.Map(routes, parts);
        var hidden = _config.AdminListeners is null ? EndpointTraits.None : EndpointTraits.Admin;
        _pipelines[ListenerRole.Main].Open(new JavaRouting(routes.Endpoints(traits => (traits & hidden) == 0).Concat(_extensions.Endpoints)), _extensions);
        _pipelines[ListenerRole.Admin].Open(new JavaRouting(routes.Endpoints(traits => traits.HasFlag(EndpointTraits.Admin))));
        _pipelines[ListenerRole.Metrics].Open(new JavaRouting(routes.Endpoints(traits => traits.HasFlag(EndpointTraits.Metrics))));
    }

    /// <summary>Closes the ports after the requests under way have been answered, or after a minute.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        await _extensions.DisposeAsync().ConfigureAwait(false);
        Stopped(_logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        await _extensions.DisposeAsync().ConfigureAwait(false);
    }

    private void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.KeepAliveTimeout = IdleLimit;
        _listeners.Configure(kestrel, (options, role) => RestSettings.UseTls(options, _config, role));
    }

    private Task AnswerAsync(HttpContext http) => _pipelines[http.Features.GetRequiredFeature<ListenerFeature>().Role].InvokeAsync(http);

    [LoggerMessage(Level = LogLevel.Information, Message = "REST server listening at {Protocol}://{Host}:{Port}/")]
    private static partial void Listening(ILogger logger, string protocol, string host, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "REST server stopped")]
    private static partial void Stopped(ILogger logger);

    /// <summary>Signals are the worker's business, not the server's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

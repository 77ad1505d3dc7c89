using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The extensions that a worker's properties name: who may ask, further endpoints, and filters around all of them. Owns the extensions. Made,
/// opened and disposed once each, in this order.
/// </summary>
internal sealed partial class RestExtensions(ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger _log = loggers.CreateLogger<RestExtensions>();
    private readonly List<ConnectRestExtension> _opened = [];
    private readonly List<RouteEndpoint> _endpoints = [];
    private readonly List<Func<HttpContext, Func<Task>, Task>> _filters = [];

    /// <summary>Who may ask; null for everybody.</summary>
    public BasicAuth? Authentication { get; private set; }

    /// <summary>What the extensions answer.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => _endpoints;

    /// <summary>What is around every endpoint, the outermost first.</summary>
    public IReadOnlyList<Func<HttpContext, Func<Task>, Task>> Filters => _filters;

    /// <summary>Makes, configures and registers the extensions in the order of the properties.</summary>
    /// <param name="parts">What they may read, and where they are installed.</param>
    /// <param name="services">For their endpoints.</param>
    /// <exception cref="ConfigException">One is unknown or cannot be set up: without it requests might be let in that it refuses.</exception>
    public void Open(RestParts parts, IServiceProvider services)
    {
        foreach (var name in parts.Config.List(WorkerKeys.RestExtensions))
        {
            if (name == BasicAuth.ExtensionClass || name == BasicAuth.ExtensionClass.Split('.')[^1])
            {
                Authentication = BasicAuth.Create(parts.Config.Text(WorkerKeys.BasicAuthJaasFile));
            }
            else
            {
                Open(name, parts, services);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var extension in _opened)
        {
            try
            {
                await extension.CloseAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                LogNotClosed(_log, e, ConnectNames.Of(extension.GetType()));
            }
        }

        _opened.Clear();
    }

    private void Open(string name, RestParts parts, IServiceProvider services)
    {
        var plugin = parts.Plugins.Find(PluginKind.RestExtension, name) ?? throw new ConfigException(
            WorkerKeys.RestExtensions,
            name,
            $"Java extensions cannot be loaded here; known is {string.Join(", ", Known(parts.Plugins))}. "
                + "Install the .NET extension below plugin.path, or remove the name, but only if the REST interface is protected otherwise");
        try
        {
            var extension = PluginCatalog.Create<ConnectRestExtension>(plugin.Type);
            _opened.Add(extension);
            parts.Metrics.Monitor(extension, WorkerKeys.RestExtensions);
            extension.Configure(parts.Config.Originals);
            var routes = new ExtensionRoutes(services);
            extension.Register(new ExtensionContext(routes, new ConnectClusterState(parts.Herder), loggers.CreateLogger(plugin.ClassName), _filters));
            _endpoints.AddRange(routes.Endpoints());
        }
        catch (Exception e) when (e is not ConfigException)
        {
            throw new ConfigException(WorkerKeys.RestExtensions, name, $"{plugin.ClassName} cannot be set up: {e.Message}");
        }

        LogOpened(_log, plugin.ClassName, plugin.VersionText, plugin.Location);
    }

    private static IEnumerable<string> Known(PluginCatalog plugins) =>
        plugins.All(PluginKind.RestExtension).Select(plugin => plugin.ClassName).Prepend(BasicAuth.ExtensionClass);

    [LoggerMessage(LogLevel.Information, "REST extension {Class}, version {Version}, from {Location} is set up")]
    private static partial void LogOpened(ILogger logger, string @class, string version, string location);

    [LoggerMessage(LogLevel.Warning, "The REST extension {Class} could not be closed")]
    private static partial void LogNotClosed(ILogger logger, Exception exception, string @class);

    private sealed record ExtensionContext(
        IEndpointRouteBuilder Endpoints, IConnectClusterState ClusterState, ILogger Logger, List<Func<HttpContext, Func<Task>, Task>> Filters)
        : IConnectRestExtensionContext
    {
        public void AddFilter(Func<HttpContext, Func<Task>, Task> filter) => Filters.Add(filter);
    }
}

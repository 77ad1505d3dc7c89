using System.Text;
using ConnectNet.Runtime.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The way of a request through the server, in Java's order: the target is checked, then routed, then credentials, then the endpoint,
/// whose exceptions become error answers. One for each role of listener; until <see cref="Open"/> is called everything is 404. Thread-safe.
/// </summary>
internal sealed class RestPipeline
{
    /// <summary>How long a request may take.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(90);

    private static readonly string ServerName = "ConnectNet/" + AppInfo.Version;

    private readonly AccessLog _accessLog;
    private readonly ILogger _errorLog;
    private readonly TimeProvider _time;
    private readonly Cors? _cors;
    private readonly ResponseHeaders? _headers;
    private BasicAuth? _auth;
    private IReadOnlyList<Func<HttpContext, Func<Task>, Task>> _filters = [];
    private volatile JavaRouting? _routing;

    /// <param name="loggers">For the access log and for errors.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cors">Permissions for other origins, or null.</param>
    /// <param name="headers">Further headers, or null.</param>
    public RestPipeline(ILoggerFactory loggers, TimeProvider time, Cors? cors = null, ResponseHeaders? headers = null)
    {
        _accessLog = new AccessLog(loggers.CreateLogger<RestServer>(), time);
        _errorLog = loggers.CreateLogger(RestErrors.Category);
        _time = time;
        _cors = cors;
        _headers = headers;
    }

    /// <summary>Begins to answer.</summary>
    /// <param name="routing">Leads to the endpoints.</param>
    /// <param name="extensions">Who may ask, and what is around the endpoints; null for everybody and nothing.</param>
    public void Open(JavaRouting routing, RestExtensions? extensions = null)
    {
        // Before the routing, which lets requests in.
        _auth = extensions?.Authentication;
        _filters = extensions?.Filters ?? [];
        _routing = routing;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        var start = _time.GetTimestamp();
        http.Response.Headers.Server = ServerName;
        try
        {
            await AnswerAsync(http).ConfigureAwait(false);
        }
        finally
        {
            _accessLog.Write(http, start);
        }
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = RestPath.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (path.Refusal is { } refusal)
        {
            return JettyPage.WriteAsync(http, StatusCodes.Status400BadRequest, refusal, path.ClosesConnection);
        }

        if (_routing is not { } routing)
        {
            return JettyPage.WriteAsync(http, StatusCodes.Status404NotFound, "Not Found", closesConnection: false);
        }

        var contentType = http.Request.ContentType is { } text ? MediaType.ParseContentType(text) : null;
        var accept = MediaType.ParseAccept(http.Request.Headers.Accept);
        if (accept is null || (contentType is null && http.Request.ContentType is not null))
        {
            return JettyPage.WriteAsync(http, StatusCodes.Status400BadRequest, "Bad Request", closesConnection: false);
        }

        _cors?.Apply(http);
        _headers?.Apply(http.Response.Headers);
        return routing.Match(http.Request.Method, path, contentType, accept) switch
        {
            RoutingResult.Matched matched => CallAsync(http, matched),
            RoutingResult.Options options => AnswerOptionsAsync(http, options),
            RoutingResult.Refused refused => RestErrors.WriteUnroutedAsync(http, refused.Status),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The call that an endpoint's delegate was invoked for.</summary>
    public static RestCall CallOf(HttpContext http) => (RestCall)http.Items[typeof(RestPipeline)]!;

    private Task CallAsync(HttpContext http, RoutingResult.Matched matched)
    {
        http.SetEndpoint(matched.Endpoint);
        http.Request.RouteValues = matched.Values;
        var open = matched.Endpoint.Metadata.GetRequiredMetadata<EndpointTraitsMetadata>().Traits.HasFlag(EndpointTraits.Internal);
        return RunAsync(http, matched.ResponseType, open, _ => matched.Endpoint.RequestDelegate!(http));
    }

    private Task AnswerOptionsAsync(HttpContext http, RoutingResult.Options options) => RunAsync(http, options.ResponseType, false, call =>
    {
        http.Response.Headers.Allow = string.Join(',', options.Methods);
        var body = ReferenceEquals(options.ResponseType, MediaType.Text) ? string.Join(", ", options.Methods) : "";
        return call.RespondAsync(StatusCodes.Status200OK, options.ResponseType.ToString(), Encoding.ASCII.GetBytes(body));
    });

    private Task Filtered(HttpContext http, int filter, Func<Task> answer) =>
        filter == _filters.Count ? answer() : _filters[filter](http, () => Filtered(http, filter + 1, answer));

    private async Task RunAsync(HttpContext http, MediaType responseType, bool open, Func<RestCall, Task> answer)
    {
        using var call = new RestCall(http, responseType, _time, RequestLimit);
        http.Items[typeof(RestPipeline)] = call;
        try
        {
            if (open || _auth is null || _auth.Permits(http.Request.Headers.Authorization))
            {
                await Filtered(http, 0, () => answer(call)).ConfigureAwait(false);
            }
            else
            {
                await call.RespondAsync(StatusCodes.Status401Unauthorized, BasicAuth.Refusal).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            http.Response.Headers.Location = default;
            await RestErrors.WriteAsync(call, e, _errorLog).ConfigureAwait(false);
        }
    }
}

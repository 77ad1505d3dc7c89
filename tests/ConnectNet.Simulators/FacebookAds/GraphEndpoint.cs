using System.Text;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// The HTTP side: parses a call, writes the answer or the error with the usage headers, and breaks the transport where planned.
/// </summary>
internal static class GraphEndpoint
{
    public static void Map(WebApplication web, GraphApi graph, ThrottleState throttle, Action<SimulatorRequest> log) =>
        web.Map("/{version}/{**path}", async context =>
        {
            var call = await ReadAsync(context);
            var (status, code, body) = (200, (int?)null, "");
            try
            {
                body = graph.Answer(call).Body.ToJsonString();
            }
            catch (GraphError error)
            {
                (status, code, body) = (error.Status, error.Code, error.Body);
            }
            catch (BrokenTransport broken)
            {
                status = broken.Kind == FaultKind.HtmlPage ? 503 : 502;
                log(Entry(call, status, null));
                await BreakAsync(context, broken.Kind, status);
                return;
            }

            log(Entry(call, status, code));
            throttle.WriteHeaders(call.Account, context.Response.Headers);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=UTF-8";
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

    private static async Task<GraphCall> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var parameters = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(context.RequestAborted))
            {
                parameters[name] = value.ToString();
            }
        }

        var bearer = request.Headers.Authorization.ToString();
        var token = bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer[7..] : parameters.GetValueOrDefault("access_token");
        return new GraphCall(request.Method, $"{request.Scheme}://{request.Host}", (string)request.RouteValues["version"]!,
            (string?)request.RouteValues["path"] ?? "", token, parameters);
    }

    private static SimulatorRequest Entry(GraphCall call, int status, int? code) =>
        new(default, call.Method, call.Endpoint, call.Account, call.Parameters, status, code);

    private static async Task BreakAsync(HttpContext context, FaultKind kind, int status)
    {
        if (kind == FaultKind.Reset)
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"data\":[{\"acc"));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (kind == FaultKind.HtmlPage)
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><body>Sorry, something went wrong.</body></html>");
        }
    }
}

using ConnectNet.Runtime.Cluster;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>A request as another worker is to get it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Segments of the path, decoded.</param>
/// <param name="Body">JSON, or null for none.</param>
/// <param name="Query">Parameters beside <c>forward</c>, each with an ampersand before it.</param>
internal sealed record ForwardedRequest(HttpMethod Method, string[] Path, byte[]? Body = null, string Query = "");

/// <summary>What came of a request: a value of this worker, or the answer of another one.</summary>
internal sealed record Outcome<T>(T? Local, WorkerAnswer? Remote);

/// <summary>
/// Serves requests that only the leader, or the owner of a connector, may serve: here when this worker is it, else by sending them on.
/// A request crosses at most two workers; the parameter <c>forward</c> counts. Thread-safe.
/// </summary>
internal sealed partial class LeaderForwarding(LeaderClient client, ILogger logger)
{
    private const string Conflict = "Cannot complete request because of a conflicting operation (e.g. worker rebalance)";
    private const string NoLeader =
        "Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.";
    private const string Stale =
        "Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)";

    /// <summary>Runs an operation without a result here or elsewhere.</summary>
    public Task RunAsync(RestCall call, Func<CancellationToken, Task> local, ForwardedRequest request) => RunAsync<object?>(
        call,
        async deadline =>
        {
            await local(deadline).ConfigureAwait(false);
            return null;
        },
        request);

    /// <summary>Runs an operation here or elsewhere.</summary>
    /// <param name="call">The request as it came.</param>
    /// <param name="local">The operation on this worker.</param>
    /// <param name="request">The same for another worker.</param>
    public async Task<Outcome<T>> RunAsync<T>(RestCall call, Func<CancellationToken, Task<T>> local, ForwardedRequest request)
    {
        try
        {
            return new Outcome<T>(await local(call.Deadline).ConfigureAwait(false), null);
        }
        catch (RequestTargetException e)
        {
            return new Outcome<T>(default, await ForwardAsync(call, e, request).ConfigureAwait(false));
        }
        catch (RebalanceNeededException e)
        {
            throw new RestRequestException(409, 409, Stale, e);
        }
    }

    private Task<WorkerAnswer> ForwardAsync(RestCall call, RequestTargetException target, ForwardedRequest request)
    {
        var forward = call.Query.First("forward");
        if (forward is not null && !string.Equals(forward, "true", StringComparison.OrdinalIgnoreCase))
        {
            TooManyHops(logger, request.Method, string.Join('/', request.Path));
            throw new RestRequestException(409, 409, Conflict, target);
        }

        if (target.ForwardUrl is not { } worker)
        {
            throw new RestRequestException(409, 409, NoLeader, target);
        }

        var url = $"{LeaderClient.Url(worker, request.Path)}?forward={(forward is null ? "true" : "false")}{request.Query}";
        Forwarding(logger, url, request.Method);
        var header = call.Http.Request.Headers.Authorization;
        return client.SendAsync(request.Method, url, request.Body, header.Count == 0 ? null : header.ToString(), null, call.Deadline);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Forwarding request {Url} {Method}")]
    private static partial void Forwarding(ILogger logger, string url, HttpMethod method);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Request '{Method} /{Path}' failed because it couldn't find the target Connect worker "
            + "within two hops (between workers).")]
    private static partial void TooManyHops(ILogger logger, HttpMethod method, string path);
}

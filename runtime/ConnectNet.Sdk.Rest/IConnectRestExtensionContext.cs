using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Sdk.Rest;

/// <summary>What an extension can add to, and what it can read.</summary>
public interface IConnectRestExtensionContext
{
    /// <summary>
    /// Takes endpoints of minimal APIs (<c>MapGet</c> and so on). Patterns consist of literals and parameters that are whole segments.
    /// </summary>
    IEndpointRouteBuilder Endpoints { get; }

    /// <summary>The connectors of the cluster.</summary>
    IConnectClusterState ClusterState { get; }

    /// <summary>The extension's log.</summary>
    ILogger Logger { get; }

    /// <summary>
    /// Adds a filter around every endpoint of the worker and of all extensions, also those that workers use among themselves (their requests carry
    /// the header X-Connect-Authorization).
    /// </summary>
    /// <param name="filter">Is given the request and what comes next; answers itself where it does not call that.</param>
    void AddFilter(Func<HttpContext, Func<Task>, Task> filter);
}

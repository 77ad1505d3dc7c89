using ConnectNet.Runtime.Metrics;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace ConnectNet.Runtime.Rest;

/// <summary><c>/metrics</c> in the Prometheus text format; Java has none, operators there add an exporter.</summary>
internal sealed class MetricsEndpoint(ConnectMetrics metrics)
{
    public void Map(RestRoutes routes) => routes.Map("GET", "/metrics", MetricsAsync, EndpointTraits.Metrics,
            EndpointDocs.Gives(ApiSchema.Text, "Metrics in the Prometheus text format"));

    private async Task MetricsAsync(RestCall call)
    {
        using var text = new MemoryStream();
        await metrics.WriteToAsync(text, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, PrometheusConstants.TextContentTypeWithVersionAndEncoding, text.ToArray())
            .ConfigureAwait(false);
    }
}

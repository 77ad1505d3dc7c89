using ConnectNet.Runtime.Metrics;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace ConnectNet.Runtime.Rest;

/// <summary><c>/metrics</c> in the Prometheus text format; Java has none, operators there add an exporter.</summary>
internal sealed class MetricsEndpoint(ConnectMetrics metrics)
{
    private int _lastLength;

    public void Map(RestRoutes routes) => routes.Map("GET", "/metrics", MetricsAsync, EndpointTraits.Metrics,
            EndpointDocs.Gives(ApiSchema.Text, "Metrics in the Prometheus text format"));

    private async Task MetricsAsync(RestCall call)
    {
        // A text that grew step by step would be several times its size to collect, and each collection stops every task's thread.
        using var text = new MemoryStream(_lastLength + (_lastLength / 8));
        await metrics.WriteToAsync(text, call.Deadline).ConfigureAwait(false);
        await call.RespondAsync(StatusCodes.Status200OK, PrometheusConstants.TextContentTypeWithVersionAndEncoding, text.GetBuffer().AsMemory(0, (int)text.Length))
            .ConfigureAwait(false);
        _lastLength = (int)text.Length;
    }
}

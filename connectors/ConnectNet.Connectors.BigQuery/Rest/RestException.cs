using System.Net;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.BigQuery.Rest;

/// <summary>BigQuery has refused a REST call for good; the status and reason say why.</summary>
internal sealed class RestException(HttpStatusCode status, string reason, string message)
    : ConnectException($"BigQuery answered {(int)status} ({reason}): {message}")
{
    public HttpStatusCode Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>What was asked for cannot be: another request might be taken.</summary>
    public bool IsAboutTheRequest => Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;

    public bool IsMissingDataset => Status == HttpStatusCode.NotFound && Message.Contains("Not found: Dataset", StringComparison.Ordinal);
}

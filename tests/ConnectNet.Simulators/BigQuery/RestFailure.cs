namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// A REST request is refused: HTTP status, BigQuery's reason word (clients branch on it) and message.
/// </summary>
internal sealed class RestFailure(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    public static RestFailure Invalid(string message) => new(400, "invalid", message);

    public static RestFailure NotFound(string message) => new(404, "notFound", message);
}

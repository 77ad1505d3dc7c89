using System.Text.Json;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// An answer read whole, or the reason why there was none. Bodies are never assumed to be JSON: gateways answer with pages.
/// </summary>
internal sealed class ApiResponse
{
    private readonly IReadOnlyDictionary<string, string> _headers;

    private ApiResponse(int status, byte[] body, IReadOnlyDictionary<string, string> headers, string? transportError)
    {
        Status = status;
        Body = body;
        _headers = headers;
        TransportError = transportError;
    }

    /// <summary>HTTP status; 0 when no whole answer came.</summary>
    public int Status { get; }

    public byte[] Body { get; }

    /// <summary>Why no whole answer came: refused, reset, timed out.</summary>
    public string? TransportError { get; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public static ApiResponse Of(HttpResponseMessage message, byte[] body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in message.Headers)
        {
            headers[name] = string.Join(", ", values);
        }

        return new ApiResponse((int)message.StatusCode, body, headers, null);
    }

    public static ApiResponse NoAnswer(string reason) => new(0, [], new Dictionary<string, string>(), reason);

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonDocument? Json()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

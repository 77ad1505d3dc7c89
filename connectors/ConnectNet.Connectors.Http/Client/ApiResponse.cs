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

    /// <summary>The caller did not wait any longer; asking again at once would only double the server's work.</summary>
    public bool IsTimeout { get; private init; }

    /// <summary>The answer was larger than it may be; the body is empty.</summary>
    public bool IsTooLarge { get; private init; }

    public byte[] Body { get; }

    /// <summary>Why no whole answer came: refused, reset, timed out.</summary>
    public string? TransportError { get; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public static ApiResponse Of(HttpResponseMessage message, byte[] body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in message.Headers.Concat(message.Content.Headers))
        {
            headers[name] = string.Join(", ", values);
        }

        return new ApiResponse((int)message.StatusCode, body, headers, null);
    }

    public static ApiResponse TooLarge(HttpResponseMessage message)
    {
        var response = Of(message, []);
        return new ApiResponse(response.Status, [], response._headers, null) { IsTooLarge = true };
    }

    public static ApiResponse NoAnswer(string reason, bool isTimeout = false) =>
        new(0, [], new Dictionary<string, string>(), reason) { IsTimeout = isTimeout };

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

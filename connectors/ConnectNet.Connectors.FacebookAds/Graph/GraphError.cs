using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>The <c>error</c> object of an answer. <c>type</c> is the same for nearly everything, so it is not read.</summary>
internal sealed record GraphError(int Code, int Subcode, string Message, bool IsTransient, string? TraceId)
{
    /// <summary>Null when the answer is none of the API's own errors: a success, a gateway's page, no answer at all.</summary>
    public static GraphError? Read(ApiResponse response)
    {
        if (response.Body.Length == 0)
        {
            return null;
        }

        using var json = response.Json();
        return json is { RootElement.ValueKind: JsonValueKind.Object } && json.RootElement.TryGetProperty("error", out var error)
            && error.ValueKind == JsonValueKind.Object
            ? new GraphError(Number(error, "code"), Number(error, "error_subcode"), error.Text("message") ?? "",
                Flag(error, "is_transient"), error.Text("fbtrace_id"))
            : null;
    }

    public override string ToString() =>
        $"{Message} (code {Code}{(Subcode == 0 ? "" : $", subcode {Subcode}")}{(TraceId is null ? "" : $", fbtrace_id {TraceId}")})";

    private static int Number(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static bool Flag(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// One page of an answer. Only a missing <c>next</c> ends the answer: pages may be short, or empty with a <c>next</c>. Of <c>next</c>
/// nothing is used but its cursor, for the URL holds the token and lacks the proof. To be disposed after its rows were read.
/// </summary>
internal sealed class InsightsPage : IDisposable
{
    private readonly JsonDocument _json;

    private InsightsPage(JsonDocument json, JsonElement rows, string? after)
    {
        _json = json;
        Rows = rows;
        After = after;
    }

    public JsonElement Rows { get; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? After { get; }

    /// <summary>Null when the answer is no page.</summary>
    public static InsightsPage? Read(ApiResponse response)
    {
        if (response.Json() is not { } json)
        {
            return null;
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("data", out var rows)
            && rows.ValueKind == JsonValueKind.Array)
        {
            return new InsightsPage(json, rows, Cursor(json.RootElement));
        }

        json.Dispose();
        return null;
    }

    public void Dispose() => _json.Dispose();

    private static string? Cursor(JsonElement root)
    {
        if (!root.TryGetProperty("paging", out var paging) || !paging.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (paging.TryGetProperty("cursors", out var cursors) && cursors.TryGetProperty("after", out var after)
            && after.GetString() is { Length: > 0 } cursor)
        {
            return cursor;
        }

        var query = next.GetString()!.Split('?', 2)[^1].Split('&');
        return query.FirstOrDefault(part => part.StartsWith("after=", StringComparison.Ordinal)) is { } found
            ? Uri.UnescapeDataString(found[6..])
            : null;
    }
}

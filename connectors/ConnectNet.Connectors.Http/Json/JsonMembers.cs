using System.Text.Json;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>Reads members of objects that an API may leave out or fill with something else.</summary>
internal static class JsonMembers
{
    /// <summary>The text of a member; null when it is missing or no text.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

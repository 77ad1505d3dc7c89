using System.Text.Json;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>
/// Source offsets by partition, stored as the JSON they are in the offsets topic, so that types come back as they do from there.
/// </summary>
internal sealed class OffsetMap : IOffsetReader
{
    private readonly Dictionary<string, string> _offsets = [];

    public IReadOnlyDictionary<string, string> Texts => _offsets;

    public void Set(IReadOnlyDictionary<string, object?> partition, IReadOnlyDictionary<string, object?> offset) =>
        _offsets[JsonSerializer.Serialize(partition)] = JsonSerializer.Serialize(offset);

    public ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>?>>([.. partitions.Select(Get)]);

    private Dictionary<string, object?>? Get(IReadOnlyDictionary<string, object?> partition) =>
        _offsets.TryGetValue(JsonSerializer.Serialize(partition), out var json)
            ? JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => Value(member.Value))
            : null;

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetInt64(),
        JsonValueKind.String => element.GetString(),
        _ => null,
    };
}

using System.Text.Json;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Testing;

/// <summary>
/// The source offsets of one connector, in memory. It is as strict as the worker: values must be null, booleans, numbers, strings or bytes,
/// and what comes back has been through JSON, so whole numbers are <see cref="long"/>, others <see cref="double"/>, bytes base64 texts. The order
/// of a partition's members does not matter. Not for use by several threads at once.
/// </summary>
public sealed class MemoryOffsets : IOffsetReader
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _offsets = new(StringComparer.Ordinal);

    /// <summary>How many source partitions have an offset.</summary>
    public int Count => _offsets.Count;

    /// <summary>The offset of a source partition; null where it has none.</summary>
    /// <exception cref="DataException">The partition holds a value of another kind.</exception>
    public IReadOnlyDictionary<string, object?>? Get(IReadOnlyDictionary<string, object?> partition) => _offsets.GetValueOrDefault(Key(partition));

    /// <summary>Stores the offset of a source partition; null forgets it.</summary>
    /// <exception cref="DataException">Partition or offset holds a value of another kind.</exception>
    public void Set(IReadOnlyDictionary<string, object?> partition, IReadOnlyDictionary<string, object?>? offset)
    {
        var key = Key(partition);
        if (offset is null)
        {
            _offsets.Remove(key);
        }
        else
        {
            _offsets[key] = offset.ToDictionary(static e => e.Key, static e => Stored(e.Key, e.Value), StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>?>>([.. partitions.Select(Get)]);

    private static string Key(IReadOnlyDictionary<string, object?> partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var members = partition.ToDictionary(static e => e.Key, static e => Stored(e.Key, e.Value), StringComparer.Ordinal);
        return JsonSerializer.Serialize(new SortedDictionary<string, object?>(members, StringComparer.Ordinal));
    }

    private static object? Stored(string name, object? value) => value switch
    {
        null or bool or string or long or double => value,
        sbyte or short or int => Convert.ToInt64(value),
        float number => (double)number,
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => throw new DataException(
            $"Offsets may only contain primitive types as values, but field {name} contains {ConnectNames.Of(value.GetType())}"),
    };
}

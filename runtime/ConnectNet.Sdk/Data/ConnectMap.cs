using System.Collections;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// The value of a map, with or without schema. Keeps the order in which keys were added; equality ignores it. Keys are Connect
/// values, strings in practice. Not safe for concurrent changes.
/// </summary>
public sealed class ConnectMap : IEnumerable<KeyValuePair<object, object?>>, IEquatable<ConnectMap>
{
    private readonly OrderedDictionary<object, object?> _entries;

    /// <summary>An empty map.</summary>
    public ConnectMap()
    {
        _entries = [];
    }

    /// <summary>An empty map with room for a number of entries.</summary>
    public ConnectMap(int capacity)
    {
        _entries = new OrderedDictionary<object, object?>(capacity);
    }

    /// <summary>A copy.</summary>
    public ConnectMap(IEnumerable<KeyValuePair<object, object?>> entries)
    {
        _entries = new OrderedDictionary<object, object?>(entries);
    }

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The keys in order.</summary>
    public IReadOnlyCollection<object> Keys => _entries.Keys;

    /// <summary>The values in the order of their keys.</summary>
    public IReadOnlyCollection<object?> Values => _entries.Values;

    /// <summary>Reads null for an absent key; writing replaces in place or appends.</summary>
    public object? this[object key]
    {
        get => _entries.GetValueOrDefault(key);
        set => _entries[key] = value;
    }

    /// <summary>Appends an entry.</summary>
    /// <exception cref="ArgumentException">The key is present.</exception>
    public void Add(object key, object? value) => _entries.Add(key, value);

    /// <summary>Whether the key is present.</summary>
    public bool ContainsKey(object key) => _entries.ContainsKey(key);

    /// <summary>Reads an entry; false where the key is absent.</summary>
    public bool TryGetValue(object key, out object? value) => _entries.TryGetValue(key, out value);

    /// <summary>Removes an entry; false where the key is absent.</summary>
    public bool Remove(object key) => _entries.Remove(key);

    /// <inheritdoc/>
    public bool Equals(ConnectMap? other) =>
        other is not null && other.Count == Count
        && this.All(entry => other.TryGetValue(entry.Key, out var value) && SchemaEquality.ValuesEqual(entry.Value, value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConnectMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var (key, value) in _entries)
        {
            hash += key.GetHashCode() ^ SchemaEquality.ValueHash(value);
        }

        return hash;
    }

    /// <summary>The entries in order.</summary>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

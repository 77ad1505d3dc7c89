using System.Collections;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// The value of a map, with or without schema. Keeps the order in which keys were added; equality ignores it. Keys are Connect
/// values, strings in practice. Texts and JSON show the entries in the order of a Java hash map with the same history
/// (<see cref="InJavaOrder"/>), so that they equal a Java worker's; <see cref="KeepingOrder"/> makes a map that is shown in its own order.
/// Not safe for concurrent changes.
/// </summary>
public sealed class ConnectMap : IEnumerable<KeyValuePair<object, object?>>, IEquatable<ConnectMap>
{
    private readonly OrderedDictionary<object, object?> _entries;

    /// <summary>Buckets of the Java map at its creation; 0 for one that keeps its order.</summary>
    private readonly int _buckets = JavaHash.DefaultBuckets;

    /// <summary>An empty map.</summary>
    public ConnectMap()
    {
        _entries = [];
    }

    /// <summary>An empty map with room for a number of entries.</summary>
    public ConnectMap(int capacity)
    {
        _entries = new OrderedDictionary<object, object?>(capacity);
        _buckets = JavaHash.BucketsFor(capacity);
    }

    /// <summary>A copy.</summary>
    public ConnectMap(IEnumerable<KeyValuePair<object, object?>> entries)
    {
        _entries = new OrderedDictionary<object, object?>((entries as ConnectMap)?.InJavaOrder() ?? entries);
        _buckets = JavaHash.BucketsOfCopy(_entries.Count);
    }

    private ConnectMap(int capacity, int buckets)
    {
        _entries = new OrderedDictionary<object, object?>(capacity);
        _buckets = buckets;
    }

    /// <summary>An empty map that is shown in the order its keys are added, as a Java linked map is.</summary>
    public static ConnectMap KeepingOrder(int capacity = 0) => new(capacity, buckets: 0);

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether it is shown in its own order.</summary>
    internal bool KeepsOrder => _buckets == 0;

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

    /// <summary>The entry at a position of the map's own order, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer entries.</exception>
    public KeyValuePair<object, object?> GetAt(int index) => _entries.GetAt(index);

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

    /// <summary>The entries in the order that texts and JSON show.</summary>
    public IEnumerable<KeyValuePair<object, object?>> InJavaOrder()
    {
        if (KeepsOrder || _entries.Count < 2)
        {
            return _entries;
        }

        var sorted = _entries.ToArray();
        JavaHash.Sort(sorted, static entry => JavaHash.Of(entry.Key), JavaHash.Buckets(_buckets, sorted.Length));
        return sorted;
    }

    /// <summary>The entries in order.</summary>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

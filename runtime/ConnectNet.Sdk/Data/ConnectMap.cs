using System.Collections;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// The value of a map, with or without schema. Keeps the order in which keys were added; equality ignores it. Keys are Connect
/// values, strings in practice. Texts and JSON show the entries in the order of a Java hash map with the same history
/// (<see cref="InJavaOrder"/>), so that they equal a Java worker's; <see cref="KeepingOrder"/> makes a map that is shown in its own order.
/// Not safe for concurrent changes.
/// </summary>
public sealed class ConnectMap : IEnumerable<KeyValuePair<object, object?>>, IEquatable<ConnectMap>
{
    /// <summary>So many entries are looked through one by one.</summary>
    private const int Few = 16;

    /// <summary>Buckets of the Java map at its creation; 0 for one that keeps its order.</summary>
    private readonly int _buckets;
    private Entry[] _entries;
    private int _count;

    /// <summary>Positions, counted from 1, at and after the place of their key's hash; null while the map is small.</summary>
    private int[]? _index;

    /// <summary>An empty map.</summary>
    public ConnectMap()
        : this(room: 0, JavaHash.DefaultBuckets)
    {
    }

    /// <summary>An empty map with room for a number of entries.</summary>
    public ConnectMap(int capacity)
        : this(capacity, JavaHash.BucketsFor(capacity))
    {
    }

    /// <summary>A copy.</summary>
    public ConnectMap(IEnumerable<KeyValuePair<object, object?>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries is ConnectMap map)
        {
            _entries = new Entry[map._count + 2];
            _count = map._count;
            Span<int> order = _count <= JavaHash.Few ? stackalloc int[JavaHash.Few] : new int[_count];
            map.JavaOrder(order);
            for (var i = 0; i < _count; i++)
            {
                _entries[i] = map._entries[order[i]];
            }

            Index();
        }
        else
        {
            _entries = [];
            foreach (var (key, value) in entries)
            {
                Add(key, value);
            }
        }

        _buckets = JavaHash.BucketsOfCopy(_count);
    }

    private ConnectMap(int room, int buckets)
    {
        _entries = room == 0 ? [] : new Entry[room];
        _buckets = buckets;
    }

    /// <summary>An empty map that is shown in the order its keys are added, as a Java linked map is.</summary>
    public static ConnectMap KeepingOrder(int capacity = 0) => new(capacity, buckets: 0);

    /// <summary>Number of entries.</summary>
    public int Count => _count;

    /// <summary>Whether it is shown in its own order.</summary>
    internal bool KeepsOrder => _buckets == 0;

    /// <summary>The keys in order, as they are now.</summary>
    public IReadOnlyCollection<object> Keys => Array.ConvertAll(_entries[.._count], static entry => entry.Key);

    /// <summary>The values in the order of their keys, as they are now.</summary>
    public IReadOnlyCollection<object?> Values => Array.ConvertAll(_entries[.._count], static entry => entry.Value);

    /// <summary>Reads null for an absent key; writing replaces in place or appends.</summary>
    public object? this[object key]
    {
        get => Find(key) is >= 0 and var at ? _entries[at].Value : null;
        set => Put(key, HashOf(key), value);
    }

    /// <summary>Appends an entry.</summary>
    /// <exception cref="ArgumentException">The key is present.</exception>
    public void Add(object key, object? value)
    {
        var hash = HashOf(key);
        if (Find(key, hash) >= 0)
        {
            throw new ArgumentException($"An item with the same key has already been added. Key: {key}", nameof(key));
        }

        Append(key, hash, value);
    }

    /// <summary>Whether the key is present.</summary>
    public bool ContainsKey(object key) => Find(key) >= 0;

    /// <summary>Reads an entry; false where the key is absent.</summary>
    public bool TryGetValue(object key, out object? value)
    {
        var at = Find(key);
        value = at < 0 ? null : _entries[at].Value;
        return at >= 0;
    }

    /// <summary>The entry at a position of the map's own order, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer entries.</exception>
    public KeyValuePair<object, object?> GetAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return new(_entries[index].Key, _entries[index].Value);
    }

    /// <summary>Removes an entry; false where the key is absent.</summary>
    public bool Remove(object key)
    {
        var at = Find(key);
        if (at < 0)
        {
            return false;
        }

        _count--;
        Array.Copy(_entries, at + 1, _entries, at, _count - at);
        _entries[_count] = default;
        Index();
        return true;
    }

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
        foreach (var (key, value) in this)
        {
            hash += key.GetHashCode() ^ SchemaEquality.ValueHash(value);
        }

        return hash;
    }

    /// <summary>The entries in the order that texts and JSON show.</summary>
    public IEnumerable<KeyValuePair<object, object?>> InJavaOrder()
    {
        if (KeepsOrder || _count < 2)
        {
            return this;
        }

        Span<int> order = _count <= JavaHash.Few ? stackalloc int[JavaHash.Few] : new int[_count];
        JavaOrder(order);
        var sorted = new KeyValuePair<object, object?>[_count];
        for (var i = 0; i < sorted.Length; i++)
        {
            ref readonly var entry = ref _entries[order[i]];
            sorted[i] = new(entry.Key, entry.Value);
        }

        return sorted;
    }

    /// <summary>The entries in order.</summary>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return new(_entries[i].Key, _entries[i].Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>An empty map with room for some entries, otherwise as one made without saying so.</summary>
    internal static ConnectMap WithRoom(int room) => new(room, JavaHash.DefaultBuckets);

    /// <summary>The key at a position of the map's own order.</summary>
    internal object KeyAt(int position) => _entries[position].Key;

    /// <summary>The value at a position of the map's own order.</summary>
    internal object? ValueAt(int position) => _entries[position].Value;

    /// <summary>Writes the positions of the entries in the order that texts and JSON show.</summary>
    /// <param name="order">Has room for all, and for <see cref="JavaHash.Few"/> at least.</param>
    internal void JavaOrder(Span<int> order)
    {
        for (var i = 0; i < _count; i++)
        {
            order[i] = i;
        }

        if (KeepsOrder || _count < 2)
        {
            return;
        }

        Span<int> ranks = _count <= JavaHash.Few ? stackalloc int[JavaHash.Few] : new int[_count];
        var buckets = JavaHash.Buckets(_buckets, _count);
        for (var i = 0; i < _count; i++)
        {
            ranks[i] = JavaHash.Bucket(_entries[i].Hash, buckets);
        }

        JavaHash.Sort(order[.._count], ranks[.._count]);
    }

    /// <summary>Writes an entry whose key's hash is known.</summary>
    internal void Put(object key, int hash, object? value)
    {
        var at = Find(key, hash);
        if (at < 0)
        {
            Append(key, hash, value);
        }
        else
        {
            _entries[at].Value = value;
        }
    }

    private static int HashOf(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return JavaHash.Of(key);
    }

    private int Find(object key) => Find(key, HashOf(key));

    private int Find(object key, int hash)
    {
        if (_index is null)
        {
            for (var i = 0; i < _count; i++)
            {
                if (_entries[i].Is(key, hash))
                {
                    return i;
                }
            }

            return -1;
        }

        for (var slot = Slot(hash); _index[slot] != 0; slot = (slot + 1) & (_index.Length - 1))
        {
            if (_entries[_index[slot] - 1].Is(key, hash))
            {
                return _index[slot] - 1;
            }
        }

        return -1;
    }

    private void Append(object key, int hash, object? value)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(8, 2 * _count));
            Index();
        }

        _entries[_count++] = new Entry(key, hash, value);
        if (_index is not null)
        {
            Index(_count);
        }
        else if (_count > Few)
        {
            Index();
        }
    }

    private int Slot(int hash) => (int)((uint)(hash * -1640531527) >> 7) & (_index!.Length - 1);

    /// <summary>Makes the index anew, where there are enough entries for one.</summary>
    private void Index()
    {
        _index = _count > Few ? new int[JavaHash.BucketsFor(2 * _entries.Length)] : null;
        for (var position = 1; _index is not null && position <= _count; position++)
        {
            Index(position);
        }
    }

    private void Index(int position)
    {
        var slot = Slot(_entries[position - 1].Hash);
        while (_index![slot] != 0)
        {
            slot = (slot + 1) & (_index.Length - 1);
        }

        _index[slot] = position;
    }

    /// <summary>An entry with Java's hash code of its key.</summary>
    private record struct Entry(object Key, int Hash, object? Value)
    {
        public readonly bool Is(object key, int hash) => hash == Hash && (ReferenceEquals(key, Key) || key.Equals(Key));
    }
}

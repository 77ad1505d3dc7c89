using System.Numerics;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// The iteration orders of Java's hash collections of strings, which REST answers, offset keys and records show. Hash order is that of a
/// map filled entry by entry, copy order that of a map made from another one. Pure functions; ties keep the given order.
/// </summary>
internal static class JavaOrder
{
    /// <summary><c>String.hashCode</c>.</summary>
    public static int HashCode(string text)
    {
        var hash = 0;
        foreach (var c in text)
        {
            hash = unchecked((31 * hash) + c);
        }

        return hash;
    }

    /// <summary>The pairs in the order of a hash map they were put into one by one.</summary>
    public static List<KeyValuePair<string, T>> HashOrder<T>(IEnumerable<KeyValuePair<string, T>> pairs) => Sort(pairs, static p => p.Key, GrownCapacity);

    /// <summary>The names in the order of a hash set they were put into one by one.</summary>
    public static List<string> HashOrder(IEnumerable<string> names) => Sort(names, static n => n, GrownCapacity);

    /// <summary>The pairs in the order of a hash map that was made as a copy of a map with these pairs.</summary>
    public static List<KeyValuePair<string, T>> CopyOrder<T>(IEnumerable<KeyValuePair<string, T>> pairs) => Sort(pairs, static p => p.Key, CopyCapacity);

    /// <summary>The names in the order of a hash set that was made as a copy of a collection with these names.</summary>
    public static List<string> CopyOrder(IEnumerable<string> names) => Sort(names, static n => n, CopyCapacity);

    /// <summary>Items in hash order of a name they carry.</summary>
    public static List<T> HashOrder<T>(IEnumerable<T> items, Func<T, string> name) => Sort(items, name, GrownCapacity);

    /// <summary>Items in copy order of a name they carry.</summary>
    public static List<T> CopyOrder<T>(IEnumerable<T> items, Func<T, string> name) => Sort(items, name, CopyCapacity);

    private static int GrownCapacity(int count)
    {
        var capacity = 16;
        while (count > capacity * 0.75)
        {
            capacity *= 2;
        }

        return capacity;
    }

    private static int CopyCapacity(int count) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)((count / 0.75f) + 1.0f));

    private static List<T> Sort<T>(IEnumerable<T> items, Func<T, string> name, Func<int, int> capacityFor)
    {
        var list = items.ToList();
        var mask = capacityFor(list.Count) - 1;
        return [.. list.OrderBy(item => Bucket(name(item), mask))];
    }

    private static int Bucket(string name, int mask)
    {
        var hash = HashCode(name);
        return (hash ^ (int)((uint)hash >> 16)) & mask;
    }
}

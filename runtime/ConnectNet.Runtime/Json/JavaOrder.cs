using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// The iteration orders of Java's hash collections of strings, which REST answers, offset keys and records show. Hash order is that of a
/// map filled entry by entry, copy order that of a map made from another one. Pure functions; ties keep the given order.
/// </summary>
internal static class JavaOrder
{
    /// <summary><c>String.hashCode</c>.</summary>
    public static int HashCode(string text) => JavaHash.Of(text);

    /// <summary>The pairs in the order of a hash map they were put into one by one.</summary>
    public static List<KeyValuePair<string, T>> HashOrder<T>(IEnumerable<KeyValuePair<string, T>> pairs) => Sort(pairs, static p => p.Key, Grown);

    /// <summary>The names in the order of a hash set they were put into one by one.</summary>
    public static List<string> HashOrder(IEnumerable<string> names) => Sort(names, static n => n, Grown);

    /// <summary>The pairs in the order of a hash map that was made as a copy of a map with these pairs.</summary>
    public static List<KeyValuePair<string, T>> CopyOrder<T>(IEnumerable<KeyValuePair<string, T>> pairs) => Sort(pairs, static p => p.Key, JavaHash.BucketsOfCopy);

    /// <summary>The names in the order of a hash set that was made as a copy of a collection with these names.</summary>
    public static List<string> CopyOrder(IEnumerable<string> names) => Sort(names, static n => n, JavaHash.BucketsOfCopy);

    /// <summary>Items in hash order of a name they carry.</summary>
    public static List<T> HashOrder<T>(IEnumerable<T> items, Func<T, string> name) => Sort(items, name, Grown);

    /// <summary>Items in copy order of a name they carry.</summary>
    public static List<T> CopyOrder<T>(IEnumerable<T> items, Func<T, string> name) => Sort(items, name, JavaHash.BucketsOfCopy);

    private static List<T> Sort<T>(IEnumerable<T> items, Func<T, string> name, Func<int, int> bucketsFor)
    {
        var sorted = items.ToArray();
        JavaHash.Sort(sorted, item => JavaHash.Of(name(item)), bucketsFor(sorted.Length));
        return [.. sorted];
    }

    private static int Grown(int count) => JavaHash.Buckets(JavaHash.DefaultBuckets, count);
}

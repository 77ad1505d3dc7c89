namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Equality and Java's hash of source partitions and offsets: maps of strings to primitive values, whose order of members does not count.
/// Null is a partition too.
/// </summary>
internal sealed class SourcePartitions : IEqualityComparer<IReadOnlyDictionary<string, object?>?>
{
    public static readonly SourcePartitions Comparer = new();

    public bool Equals(IReadOnlyDictionary<string, object?>? x, IReadOnlyDictionary<string, object?>? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        if (x is null || y is null || x.Count != y.Count)
        {
            return false;
        }

        foreach (var (key, value) in x)
        {
            if (!y.TryGetValue(key, out var other) || !SameValue(value, other))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(IReadOnlyDictionary<string, object?>? obj) => obj is null ? 0 : JavaHash(obj);

    /// <summary><c>Map.hashCode</c> of Java for a map of primitive values.</summary>
    public static int JavaHash(IReadOnlyDictionary<string, object?> map)
    {
        var sum = 0;
        foreach (var (key, value) in map)
        {
            sum = unchecked(sum + (Json.JavaOrder.HashCode(key) ^ JavaHash(value)));
        }

        return sum;
    }

    /// <summary>Maps in the order of Java's <c>HashSet</c> of maps.</summary>
    public static List<IReadOnlyDictionary<string, object?>> HashOrder(IEnumerable<IReadOnlyDictionary<string, object?>> maps) =>
        Sorted(maps, Sdk.Java.JavaHash.DefaultBuckets);

    /// <summary>Maps in the order of a Java <c>HashMap</c> made for as many keys as it gets.</summary>
    public static List<IReadOnlyDictionary<string, object?>> SizedOrder(IReadOnlyCollection<IReadOnlyDictionary<string, object?>> maps) =>
        Sorted(maps, Sdk.Java.JavaHash.BucketsFor(maps.Count));

    private static List<IReadOnlyDictionary<string, object?>> Sorted(IEnumerable<IReadOnlyDictionary<string, object?>> maps, int buckets)
    {
        var sorted = maps.ToArray();
        Sdk.Java.JavaHash.Sort(sorted, JavaHash, Sdk.Java.JavaHash.Buckets(buckets, sorted.Length));
        return [.. sorted];
    }

    private static int JavaHash(object? value) => value switch
    {
        null => 0,
        string text => Json.JavaOrder.HashCode(text),
        long number => (int)(number ^ (long)((ulong)number >> 32)),
        double number => JavaHash(BitConverter.DoubleToInt64Bits(number)),
        bool flag => flag ? 1231 : 1237,
        int number => number,
        short number => number,
        sbyte number => number,
        float number => BitConverter.SingleToInt32Bits(number),
        byte[] bytes => ByteContent.Comparer.GetHashCode(bytes),
        _ => value.GetHashCode(),
    };

    private static bool SameValue(object? x, object? y) =>
        x is byte[] left && y is byte[] right ? left.AsSpan().SequenceEqual(right) : Equals(x, y);
}

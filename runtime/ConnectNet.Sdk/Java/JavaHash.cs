using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Java's hash codes and the iteration order of its hash maps, which texts and JSON of Connect values show. Pure functions; entries of
/// one bucket keep the given order.
/// </summary>
internal static class JavaHash
{
    /// <summary>Buckets of a new map.</summary>
    public const int DefaultBuckets = 16;

    /// <summary>So many entries are sorted without help from elsewhere.</summary>
    public const int Few = 32;

    /// <summary><c>String.hashCode</c>.</summary>
    public static int Of(string text)
    {
        var hash = 0;
        foreach (var c in text)
        {
            hash = unchecked((31 * hash) + c);
        }

        return hash;
    }

    /// <summary><c>hashCode</c> of a Connect value; 0 for kinds that are no usual keys.</summary>
    public static int Of(object? value) => value switch
    {
        string text => Of(text),
        int number => number,
        long number => Fold(number),
        bool flag => flag ? 1231 : 1237,
        short number => number,
        sbyte number => number,
        double number => Fold(BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number)),
        float number => BitConverter.SingleToInt32Bits(number),
        EpochMillis time => Fold(time.Value),
        _ => 0,
    };

    /// <summary>Buckets of a map that had some when it was made and now holds a number of entries.</summary>
    public static int Buckets(int initial, int count)
    {
        while (count > initial * 0.75)
        {
            initial *= 2;
        }

        return initial;
    }

    /// <summary>Buckets of a map made as a copy of one with so many entries.</summary>
    public static int BucketsOfCopy(int count) => count == 0 ? DefaultBuckets : BucketsFor((int)((count / 0.75f) + 1.0f));

    /// <summary>Buckets of a map made with a capacity.</summary>
    public static int BucketsFor(int capacity) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, capacity));

    /// <summary>The bucket of a hash code.</summary>
    public static int Bucket(int hash, int buckets) => (hash ^ (int)((uint)hash >> 16)) & (buckets - 1);

    /// <summary>Sorts entries by bucket.</summary>
    /// <param name="entries">The entries in the order they were put.</param>
    /// <param name="hash">Java hash code of an entry's key.</param>
    /// <param name="buckets">Number of buckets, a power of two.</param>
    public static void Sort<T>(T[] entries, Func<T, int> hash, int buckets)
    {
        Span<int> ranks = entries.Length <= 128 ? stackalloc int[entries.Length] : new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            ranks[i] = Bucket(hash(entries[i]), buckets);
        }

        Sort(entries.AsSpan(), ranks);
    }

    /// <summary>Sorts entries by rank; those of one rank keep their order.</summary>
    public static void Sort<T>(Span<T> entries, Span<int> ranks)
    {
        if (entries.Length <= Few)
        {
            SortFew(entries, ranks);
            return;
        }

        var order = new long[entries.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = ((long)ranks[i] << 32) | (uint)i;
        }

        order.AsSpan().Sort(entries);
    }

    private static void SortFew<T>(Span<T> entries, Span<int> ranks)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            var (entry, rank) = (entries[i], ranks[i]);
            var at = i;
            for (; at > 0 && ranks[at - 1] > rank; at--)
            {
                entries[at] = entries[at - 1];
                ranks[at] = ranks[at - 1];
            }

            (entries[at], ranks[at]) = (entry, rank);
        }
    }

    private static int Fold(long bits) => unchecked((int)(bits ^ (long)((ulong)bits >> 32)));
}

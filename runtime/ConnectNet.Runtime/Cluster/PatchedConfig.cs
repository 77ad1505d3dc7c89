using System.Numerics;
using ConnectNet.Runtime.Json;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Applies a patch to a config. The result comes in the order of a Java hash map that was copied from the config before the patch was
/// applied, because the record in the config topic and the answer show it. Stateless.
/// </summary>
internal static class PatchedConfig
{
    public static IReadOnlyDictionary<string, string?> Of(IReadOnlyDictionary<string, string?> config, IReadOnlyDictionary<string, string?> patch)
    {
        var merged = new OrderedDictionary<string, string?>(JavaOrder.HashOrder(config), StringComparer.Ordinal);
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)((merged.Count / 0.75f) + 1.0f));
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                merged.Remove(key);
                continue;
            }

            merged[key] = value;
            while (merged.Count > capacity * 0.75)
            {
                capacity *= 2;
            }
        }

        var ordered = merged.OrderBy(entry => Bucket(entry.Key, capacity - 1));
        return new OrderedDictionary<string, string?>(ordered, StringComparer.Ordinal);
    }

    private static int Bucket(string key, int mask)
    {
        var hash = JavaOrder.HashCode(key);
        return (hash ^ (int)((uint)hash >> 16)) & mask;
    }
}

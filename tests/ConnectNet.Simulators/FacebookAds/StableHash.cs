namespace ConnectNet.Simulators.FacebookAds;

/// <summary>Numbers that depend on a seed and some texts only: the same in every process and on every run.</summary>
internal static class StableHash
{
    public static ulong Of(int seed, params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var part in parts)
        {
            foreach (var character in part)
            {
                hash = (hash ^ character) * 1099511628211UL;
            }

            hash = (hash ^ '|') * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }

    /// <summary>In [0, 1).</summary>
    public static double Unit(int seed, params ReadOnlySpan<string> parts) => (Of(seed, parts) >> 11) / (double)(1UL << 53);
}

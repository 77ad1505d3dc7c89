using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Storage;

/// <summary>Members of a record's JSON value, which is untrusted: a null stands for absent or of another type. Pure functions.</summary>
internal static class JsonReading
{
    public static string? Text(this ConnectMap map, string key) => map[key] as string;

    public static bool? Flag(this ConnectMap map, string key) => map[key] as bool?;

    public static long? Number(this ConnectMap map, string key) => map[key] as long?;

    /// <summary>A nested map of strings in its order; null values stay null, other values become their text.</summary>
    public static IReadOnlyDictionary<string, string?>? Strings(this ConnectMap map, string key)
    {
        if (map[key] is not ConnectMap nested)
        {
            return null;
        }

        var result = new OrderedDictionary<string, string?>(nested.Count);
        foreach (var (name, value) in nested)
        {
            result[(string)name] = value as string ?? value?.ToString();
        }

        return result;
    }
}

using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation;

/// <summary>What stands at a path of a record.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Schema">Its schema, or null where the record has none there.</param>
/// <param name="Present">Whether the field exists; a field that is there but null is present.</param>
internal readonly record struct Found(object? Value, Schema? Schema, bool Present)
{
    private const int MaxShown = 80;

    /// <summary>Nothing.</summary>
    public static Found Nothing => default;

    /// <summary>The value as messages show it: short, texts in quotes, of containers only the kind and size.</summary>
    public override string ToString() => Value switch
    {
        null => Present ? "null" : "missing",
        string text => "'" + Shorten(text) + "'",
        byte[] bytes => $"{bytes.Length} bytes",
        Struct => "a struct",
        ConnectMap map => $"a map of {map.Count}",
        IReadOnlyList<object?> list => $"a list of {list.Count}",
        EpochMillis time => Values.TimeText(time),
        _ => Shorten(Values.JavaText(Value)),
    };

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxShown ? line : line[..MaxShown] + "…";
    }
}

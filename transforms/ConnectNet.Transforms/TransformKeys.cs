using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Transforms;

/// <summary>Keys and checks that several transformations share. Stateless.</summary>
internal static class TransformKeys
{
    /// <summary>Whether a field that is null is read as its default.</summary>
    public const string ReplaceNull = "replace.null.with.default";

    /// <summary>Adds the key <see cref="ReplaceNull"/>.</summary>
    public static ConfigDef WithReplaceNull(this ConfigDef def) => def.Define(new ConfigKey(
        ReplaceNull,
        ConfigType.Boolean,
        Importance.Medium,
        "Whether to replace fields that have a default value and that are null to the default value. "
            + "When set to true, the default value is used, otherwise null is used.")
    {
        Default = true,
    });

    /// <summary>A list with at least one element, which may repeat.</summary>
    public static ConfigValidator NonEmptyList() => ConfigValidator.From(value =>
        value is IReadOnlyList<string> { Count: > 0 } ? null : "Empty list");

    /// <summary>Java's <c>split</c>: trailing empty parts are dropped.</summary>
    public static string[] Split(string text, char separator)
    {
        var parts = text.Split(separator);
        var count = parts.Length;
        while (count > 1 && parts[count - 1].Length == 0)
        {
            count--;
        }

        return parts[..count];
    }
}

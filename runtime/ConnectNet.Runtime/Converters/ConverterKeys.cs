using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Converters;

/// <summary>The key that all converters share. Stateless.</summary>
internal static class ConverterKeys
{
    /// <summary>What a converter is used for; the worker sets it.</summary>
    public const string Type = "converter.type";

    private const string TypeKey = "key";
    private const string TypeValue = "value";

    /// <summary>The declaration of a converter without keys of its own.</summary>
    public static ConfigDef Only { get; } = New();

    /// <summary>Starts the declaration of a converter.</summary>
    public static ConfigDef New() => new ConfigDef().Define(
        new ConfigKey(Type, ConfigType.String, Importance.Low, "How this converter will be used.")
        {
            Validator = ConfigValidator.OneOf(TypeKey, TypeValue, "header"),
        });

    /// <summary>A converter's keys together with its use.</summary>
    public static IReadOnlyDictionary<string, string?> WithType(IReadOnlyDictionary<string, string?> config, bool isKey) =>
        new Dictionary<string, string?>(config, StringComparer.Ordinal) { [Type] = isKey ? TypeKey : TypeValue };
}

using System.Globalization;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Configuration;

/// <summary>Parses texts to configuration values and prints them, by Kafka's rules.</summary>
public static class ConfigParser
{
    /// <summary>Parses a value; values that are parsed already pass.</summary>
    /// <param name="name">Key, for the message.</param>
    /// <param name="value">Text, a parsed value, or null.</param>
    /// <param name="type">Type wanted.</param>
    /// <param name="resolveClass">Finds a class by name or alias, or returns null; needed for <see cref="ConfigType.Class"/>.</param>
    /// <exception cref="ConfigException">The text does not fit the type.</exception>
    public static object? Parse(string name, object? value, ConfigType type, Func<string, Type?>? resolveClass = null)
    {
        if (value is not string raw)
        {
            return value;
        }

        var text = JavaTrim(raw);
        return type switch
        {
            ConfigType.Boolean when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
            ConfigType.Boolean when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
            ConfigType.Boolean => throw new ConfigException(name, raw, "Expected value to be either true or false"),
            ConfigType.String => text,
            ConfigType.Password => new Password(text),
            ConfigType.List => SplitList(text),
            ConfigType.Class => resolveClass?.Invoke(text) ?? throw new ConfigException(name, raw, $"Class {raw} could not be found."),
            ConfigType.Int => JavaPrimitives.TryInteger(text, int.MinValue, int.MaxValue, out var i) ? (int)i : throw NotANumber(name, raw, type),
            ConfigType.Short => JavaPrimitives.TryInteger(text, short.MinValue, short.MaxValue, out var s) ? (short)s : throw NotANumber(name, raw, type),
            ConfigType.Long => JavaPrimitives.TryInteger(text, long.MinValue, long.MaxValue, out var l) ? l : throw NotANumber(name, raw, type),
            _ => JavaPrimitives.TryFloat64(text, out var d) ? d : throw NotANumber(name, raw, type),
        };
    }

    /// <summary>Prints a parsed value as REST shows it: lists joined by commas, classes by name, secrets as <c>[hidden]</c>.</summary>
    public static string? ToText(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        string text => text,
        IReadOnlyList<string> list => string.Join(",", list),
        Type type => ConnectNames.Of(type),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Splits at commas, removing blanks around the elements; a blank text is an empty list.</summary>
    public static IReadOnlyList<string> SplitList(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(e => e.Trim())];

    /// <summary>Removes what Java's <c>trim</c> removes: every character up to the blank.</summary>
    internal static string JavaTrim(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && text[start] <= ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        return text[start..end];
    }

    private static ConfigException NotANumber(string name, string value, ConfigType type) =>
        new(name, value, "Not a number of type " + type.ToString().ToUpperInvariant());
}

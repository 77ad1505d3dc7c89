namespace ConnectNet.Sdk.Errors;

/// <summary>A configuration value is missing or wrong; the text names the key.</summary>
[ConnectName("org.apache.kafka.common.config.ConfigException")]
public sealed class ConfigException : KafkaException
{
    /// <summary>Creates the error with a text of its own.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="cause">The exception that led to this one, or null.</param>
    public ConfigException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Creates the error <c>Invalid value V for configuration K: message</c>.</summary>
    /// <param name="name">Configuration key.</param>
    /// <param name="value">The refused value; lists are shown as <c>[a, b]</c>, null as <c>null</c>.</param>
    /// <param name="message">What is wrong with it, or null.</param>
    public ConfigException(string name, object? value, string? message)
        : base("Invalid value " + Text(value) + " for configuration " + name + (message is null ? "" : ": " + message))
    {
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString(
            Math.Abs(number) is >= 1e7 or (> 0 and < 1e-3) ? "0.0###############E0" : "0.0################", System.Globalization.CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]",
        _ => value.ToString() ?? "",
    };
}

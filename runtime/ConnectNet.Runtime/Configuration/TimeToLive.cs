using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// The parameter <c>ttl.ms</c> of a config provider: after what time its values are looked up again, so that connectors take up a secret that was
/// rotated. Off by default, as for the Java worker's providers.
/// </summary>
internal static class TimeToLive
{
    public const string Parameter = "ttl.ms";

    /// <exception cref="ConfigException">The value is no time.</exception>
    public static TimeSpan? From(IReadOnlyDictionary<string, string?> parameters)
    {
        if (parameters.GetValueOrDefault(Parameter)?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (!JavaPrimitives.TryInt64(text, out var milliseconds))
        {
            throw new ConfigException(Parameter, text, "Not a number of type LONG");
        }

        return milliseconds >= 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue))
            : throw new ConfigException(Parameter, text, "Value must be at least 0");
    }
}

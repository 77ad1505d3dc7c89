using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>How a Kafka client logs in, with Java's defaults. Pure functions.</summary>
internal static class SaslJaas
{
    private const string Section = "KafkaClient";

    /// <summary>The mechanism, in capitals.</summary>
    public static string Mechanism(IReadOnlyDictionary<string, string?> properties) =>
        (properties.GetValueOrDefault("sasl.mechanism") ?? "GSSAPI").Trim().ToUpperInvariant();

    /// <summary>
    /// The options of the login module: of <c>sasl.jaas.config</c>, else of section <c>KafkaClient</c> of the file in KAFKA_OPTS; none where
    /// nothing names a module.
    /// </summary>
    /// <exception cref="ConfigException">A text or file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Options(IReadOnlyDictionary<string, string?> properties)
    {
        if (properties.GetValueOrDefault("sasl.jaas.config") is { Length: > 0 } text)
        {
            return JaasConfig.ParseEntry(text).Options;
        }

        if (JvmOptions.Find(JvmOptions.JaasFile) is not { } file)
        {
            return new Dictionary<string, string>();
        }

        try
        {
            return JaasConfig.ParseFile(TextFile.ReadUtf8(file)).GetValueOrDefault(Section) is [var module, ..]
                ? module.Options
                : new Dictionary<string, string>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"KAFKA_OPTS names {file} for {JvmOptions.JaasFile}, which cannot be read: {e.Message}", e);
        }
    }
}

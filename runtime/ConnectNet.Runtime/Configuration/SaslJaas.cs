using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The login module of a Kafka client: <c>sasl.jaas.config</c>, else section <c>KafkaClient</c> of the file in KAFKA_OPTS, as in Java.</summary>
internal static class SaslJaas
{
    private const string FileOption = "java.security.auth.login.config";
    private const string Section = "KafkaClient";

    /// <summary>The module's options; none where nothing names a module.</summary>
    /// <exception cref="ConfigException">A text or file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Options(IReadOnlyDictionary<string, string?> properties)
    {
        if (properties.GetValueOrDefault("sasl.jaas.config") is { Length: > 0 } text)
        {
            return JaasConfig.ParseEntry(text).Options;
        }

        if (JvmOptions.Find(FileOption) is not { } file)
        {
            return new Dictionary<string, string>();
        }

        try
        {
            return JaasConfig.ParseFile(File.ReadAllText(file)).GetValueOrDefault(Section) is [var module, ..]
                ? module.Options
                : new Dictionary<string, string>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"KAFKA_OPTS names {file} for {FileOption}, which cannot be read: {e.Message}", e);
        }
    }
}

namespace ConnectNet.Runtime.Configuration;

/// <summary>The system properties that Kafka's scripts would pass to Java: <c>-Dname=value</c> in KAFKA_OPTS, where some settings have always been.</summary>
internal static class JvmOptions
{
    /// <summary>Names the JAAS file.</summary>
    public const string JaasFile = "java.security.auth.login.config";

    /// <summary>The value of a property, or null. The last one counts.</summary>
    public static string? Find(string name)
    {
        var option = "-D" + name + "=";
        return (Environment.GetEnvironmentVariable("KAFKA_OPTS") ?? "")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(text => text.StartsWith(option, StringComparison.Ordinal))?[option.Length..].Trim('"');
    }
}

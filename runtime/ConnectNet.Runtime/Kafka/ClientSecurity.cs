namespace ConnectNet.Runtime.Kafka;

/// <summary>TLS and SASL properties of Java's clients in librdkafka's words. Pure functions; nothing here is logged.</summary>
internal static class ClientSecurity
{
    /// <summary>True for keys that only this class translates.</summary>
    public static bool Owns(string key) =>
        key == "security.protocol" || key.StartsWith("sasl.", StringComparison.Ordinal) || key.StartsWith("ssl.", StringComparison.Ordinal);

    public static void Add(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result, List<string> unsupported)
    {
        if (java.GetValueOrDefault("security.protocol") is { } protocol)
        {
            result["security.protocol"] = protocol.Trim().ToLowerInvariant();
        }

        _ = unsupported;
    }
}
